/** Sets of code points as sorted ranges that neither touch nor overlap. */
export type CodePoints = readonly (readonly [from: number, to: number])[]

export const LAST_CODE_POINT = 0x10ffff

export function union(...sets: readonly CodePoints[]): CodePoints {
  const merged: [number, number][] = []
  for (const [from, to] of sets.flat().sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1)
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to)
    else merged.push([from, to])
  }
  return merged
}

export function complement(set: CodePoints): CodePoints {
  const outside: [number, number][] = []
  let next = 0
  for (const [from, to] of set) {
    if (from > next) outside.push([next, from - 1])
    next = to + 1
  }
  if (next <= LAST_CODE_POINT) outside.push([next, LAST_CODE_POINT])
  return outside
}

export const intersection = (a: CodePoints, b: CodePoints): CodePoints =>
  complement(union(complement(a), complement(b)))

export const only = (point: number): CodePoints => [[point, point]]

/** The set with the other case of its ASCII letters. */
export function withOtherCase(set: CodePoints): CodePoints {
  const upper = intersection(set, [[0x61, 0x7a]]).map(([from, to]) => [from - 32, to - 32] as const)
  const lower = intersection(set, [[0x41, 0x5a]]).map(([from, to]) => [from + 32, to + 32] as const)
  return union(set, upper, lower)
}

/** Larger sets than this hold both cases of what they hold. */
const FOLDED_UP_TO = 10_000
let variants: Map<number, number[]> | undefined

/** The set with every other case of its characters. */
export function withEveryCase(set: CodePoints): CodePoints {
  const size = set.reduce((sum, [from, to]) => sum + to - from + 1, 0)
  if (size > FOLDED_UP_TO) return set
  variants ??= caseVariants()
  const others: (readonly [number, number])[] = []
  for (const [from, to] of set)
    for (let point = from; point <= to; point++)
      for (const other of variants.get(folded(point)) ?? []) others.push([other, other])
  return union(set, others)
}

/** A character in the case in which characters are compared: lower case of the upper case, where both are single. */
function folded(point: number): number {
  const upper = String.fromCodePoint(point).toUpperCase()
  const single = upper.codePointAt(0)! > 0xffff ? 2 : 1
  const lower = (upper.length === single ? upper : String.fromCodePoint(point)).toLowerCase()
  return lower.codePointAt(0)!
}

/** The characters of each fold that has several; letters with case end before U+1EFFF. */
function caseVariants(): Map<number, number[]> {
  const all = new Map<number, number[]>()
  for (let point = 0; point < 0x1f000; point++) {
    const fold = folded(point)
    const known = all.get(fold)
    if (known) known.push(point)
    else all.set(fold, [point])
  }
  for (const [fold, points] of all) if (points.length === 1) all.delete(fold)
  return all
}

const gathered = new Map<string, CodePoints>()

/** The code points that a Unicode property of the platform holds for: `L`, `Script=Greek`. Undefined when there is none of the name. */
export function ofProperty(property: string): CodePoints | undefined {
  const known = gathered.get(property)
  if (known) return known
  if (!/^[A-Za-z_]+(=[A-Za-z_]+)?$/.test(property)) return undefined
  let test: RegExp
  try {
    test = new RegExp(`^\\p{${property}}$`, 'u')
  } catch {
    return undefined
  }
  const set: [number, number][] = []
  for (let point = 0; point <= LAST_CODE_POINT; point++) {
    if (!test.test(String.fromCodePoint(point))) continue
    const last = set.at(-1)
    if (last && last[1] === point - 1) last[1] = point
    else set.push([point, point])
  }
  gathered.set(property, set)
  return set
}
