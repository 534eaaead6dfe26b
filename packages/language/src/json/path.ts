/**
 * Paths into JSON: `$.a.b[0]`, `$['a b']`, `$..price`, `$.items[?(@.qty > 1)].name`.
 *
 * The grammar is that of the library that Flink reads paths with (Jayway JsonPath), its indifference to a missing `$` included.
 */
import { readFilter } from './filter.ts'
import { closingQuote, FUNCTIONS, InvalidPath, isDefinite, type JsonPath, type Step, unescaped } from './step.ts'

const MAX_STEPS = 200

/** Reads a path, which may be inside of `depth` filters; throws `InvalidPath`. */
export function readPath(text: string, depth = 0): JsonPath {
  const path = (/^[$@]/.test(text) ? text : `$.${text}`).replace(/ +$/, '')
  if (path.endsWith('.')) throw new InvalidPath('A path must not end with a point.')
  const steps: Step[] = []
  // Behind a step a single character is passed over, as the library does it.
  for (let at = 1; at < path.length - (steps.length === 0 ? 0 : 1); ) {
    if (steps.length > MAX_STEPS) throw new InvalidPath(`A path has at most ${MAX_STEPS} steps.`)
    if (steps.length === 0 && path[1] !== '.' && path[1] !== '[')
      throw new InvalidPath('Behind `$` stands a point or a bracket.')
    at = readStep(path, { from: at, depth }, steps)
  }
  return { steps, definite: steps.every(isDefinite), fromRoot: path.startsWith('$') }
}

/** Where a step begins, and in how many filters. */
interface Place {
  from: number
  depth: number
}

function readStep(path: string, place: Place, steps: Step[]): number {
  const { from: at, depth } = place
  if (path[at] === '[') return readBracket(path, place, steps)
  if (path[at] !== '.') return readName(path, at, steps)
  const deep = path[at + 1] === '.'
  if (deep) steps.push({ k: 'deep' })
  const next = at + (deep ? 2 : 1)
  if (path[next] === '.' || next >= path.length) throw new InvalidPath('Too many points follow each other.')
  return path[next] === '[' ? readBracket(path, { from: next, depth }, steps) : readName(path, next, steps)
}

function readName(path: string, from: number, steps: Step[]): number {
  if (path[from] === '*') {
    steps.push({ k: 'every' })
    return from + 1
  }
  let at = from
  while (at < path.length && !'.[( '.includes(path[at]!)) at++
  if (path[at] === ' ' || at === from) throw new InvalidPath("A name with blanks is written in brackets: ['my name'].")
  const name = path.slice(from, at)
  if (path[at] !== '(') {
    steps.push({ k: 'members', names: [name] })
    return at
  }
  const known = FUNCTIONS.find((candidate) => candidate === name)
  if (!known || path[at + 1] !== ')' || at + 2 < path.length)
    throw new InvalidPath(`The function ${name} cannot stand in a path like this.`)
  steps.push({ k: 'function', name: known })
  return at + 2
}

function readBracket(path: string, { from, depth }: Place, steps: Step[]): number {
  const first = /^ *(.)/s.exec(path.slice(from + 1))?.[1] ?? ''
  if (first === "'" || first === '"') return readQuoted(path, from, first, steps)
  if (first === '?') {
    const end = readFilter(path, { from, depth }, readPath)
    steps.push({ k: 'where', filter: end.filter })
    return end.at
  }
  const end = path.indexOf(']', from)
  if (end < 0) throw new InvalidPath('A bracket is not closed.')
  const inside = path.slice(from + 1, end).trim()
  steps.push(inside === '*' ? { k: 'every' } : inside.includes(':') ? readSlice(inside) : readIndexes(inside))
  return end + 1
}

function readIndexes(inside: string): Step {
  const parts = inside.split(',').map((part) => part.trim())
  if (!parts.every((part) => /^-?\d{1,9}$/.test(part))) throw new InvalidPath(`[${inside}] is no position.`)
  return { k: 'indexes', at: parts.map(Number) }
}

function readSlice(inside: string): Step {
  const match = /^(-?\d{1,9})?:(-?\d{1,9})?$/.exec(inside)
  if (!match || (match[1] === undefined && match[2] === undefined)) throw new InvalidPath(`[${inside}] is no section.`)
  const bound = (text: string | undefined) => (text === undefined ? undefined : Number(text))
  return { k: 'slice', from: bound(match[1]), to: bound(match[2]) }
}

/** `['a', 'b']` */
function readQuoted(path: string, from: number, quote: string, steps: Step[]): number {
  const names: string[] = []
  let at = from + 1
  for (;;) {
    while (path[at] === ' ') at++
    if (path[at] !== quote) throw new InvalidPath('A name in brackets is missing.')
    const end = closingQuote(path, at, quote)
    names.push(unescaped(path.slice(at + 1, end)))
    at = end + 1
    while (path[at] === ' ') at++
    if (path[at] === ']') break
    if (path[at] !== ',') throw new InvalidPath('Names in brackets are separated by commas.')
    at++
  }
  steps.push({ k: 'members', names })
  return at + 1
}
