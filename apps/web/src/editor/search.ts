/** Finding operators by title, summary and synonyms of both languages. */
import type { Catalogue, Definition, PaletteGroup } from '@millrace/algebra'
import { searchWords } from '@millrace/operators'

export const GROUPS: readonly PaletteGroup[] = ['source', 'transform', 'window', 'join', 'pattern', 'enrich', 'sink']

/** The definitions that a text finds, best first; all of them when there is no text. */
export function searched(catalogue: Catalogue, text: string): readonly Definition[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return catalogue
  return catalogue
    .map((definition) => ({ definition, score: scoreOf(definition, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ definition }) => definition)
}

/** Every word must be found; the beginning of a title counts most. */
function scoreOf(definition: Definition, words: readonly string[]): number {
  const texts = [...searchWords(definition), definition.type].map((text) => text.toLowerCase())
  const scores = words.map((word) => Math.max(0, ...texts.map((text, i) => matchOf(text, word, i === 0))))
  return scores.includes(0) ? 0 : scores.reduce((sum, score) => sum + score, 0)
}

function matchOf(text: string, word: string, title: boolean): number {
  if (text === word) return 8
  if (text.startsWith(word)) return title ? 7 : 5
  if (text.includes(` ${word}`)) return title ? 4 : 3
  return text.includes(word) ? 1 : 0
}

/** Definitions by group, in the order of the palette; groups without one are left out. */
export function grouped(
  definitions: readonly Definition[],
): readonly { group: PaletteGroup; definitions: Definition[] }[] {
  return GROUPS.map((group) => ({
    group,
    definitions: definitions.filter(({ palette }) => palette.group === group),
  })).filter((entry) => entry.definitions.length > 0)
}
