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
    const distance = typingDistance(wanted, candidate.toLowerCase())
    // A name of which nothing is left is no misspelling.
    if (distance < bestDistance && distance < wanted.length) [best, bestDistance] = [candidate, distance]
  }
  return best
}

/** How many slips of typing lie between two words: letters left out, added, replaced, or two neighbours swapped (Damerau, 1964). */
function typingDistance(a: string, b: string): number {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1
      const least = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + change)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row.push(swapped ? Math.min(least, beforePrevious[j - 2]! + 1) : least)
    }
    beforePrevious = previous
    previous = row
  }
  return previous[b.length]!
}
