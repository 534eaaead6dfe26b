/** What a user should fix, as data: never thrown, all of them at once. */
export interface Diagnostic {
  /** Kebab-case noun: `field-not-found`. */
  code: string
  /** One short fact. */
  message: string
  /** What to do about it. */
  hint?: string
  severity: 'error' | 'warning'
  /** Id of the node in the document. */
  node?: string
  /** Path of the configuration value: `aggregates[0].of`. */
  path?: string
  /** Place in the text of the value: from (inclusive) and to (exclusive), in UTF-16 units. */
  span?: Span
  fixes?: Fix[]
}

export type Span = readonly [from: number, to: number]

/** A change of the text that removes the problem, offered as a button. */
export interface Fix {
  title: string
  span: Span
  text: string
}

/** The name among `known` that a mistyped one most likely means, if any is near enough. */
export function didYouMean(name: string, known: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase()
  let best: string | undefined
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 0.5
  for (const candidate of known) {
    const distance = editDistance(wanted, candidate.toLowerCase())
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance]
  }
  return best
}

/** Levenshtein distance in UTF-16 units. */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1
      row.push(Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + change))
    }
    previous = row
  }
  return previous[b.length]!
}
