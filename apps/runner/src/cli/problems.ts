import type { Diagnostic } from '@millrace/language'
import type { PipelineDocument } from '@millrace/pipeline'

/** A problem as text: severity and place, what is wrong, the text with a caret under the place, and the remedy. */
export function problemText(problem: Diagnostic, document: unknown): string {
  const { severity, node, path, message, hint, span } = problem
  const place = [node, path].filter((part) => part !== undefined && part !== '').join(': ')
  const lines = [`${severity}${place === '' ? '' : ` in ${place}`}: ${message}`]
  const text = span && configText(document, node, path)
  if (text !== undefined && span) lines.push(...caret(text, span))
  if (hint) lines.push(`  → ${hint}`)
  return lines.join('\n')
}

/** The line of a text in which a place begins, with carets under it. */
export function caret(text: string, [from, to]: readonly [number, number]): string[] {
  const begin = text.lastIndexOf('\n', from - 1) + 1
  const newline = text.indexOf('\n', from)
  const line = text.slice(begin, newline < 0 ? text.length : newline)
  const width = Math.max(1, Math.min(to, begin + line.length) - from)
  return [`    ${line}`, `    ${' '.repeat(from - begin)}${'^'.repeat(width)}`]
}

/** The text at a path of a node's configuration: `aggregates[0].of`. */
function configText(document: unknown, node: string | undefined, path: string | undefined): string | undefined {
  const config = node === undefined ? undefined : (document as PipelineDocument | undefined)?.nodes?.[node]?.config
  let value: unknown = config
  for (const part of (path ?? '').split(/[.[\]]+/).filter(Boolean))
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined
  return typeof value === 'string' ? value : undefined
}

export function summary(problems: readonly Diagnostic[]): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const warnings = problems.length - errors
  const count = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`
  if (problems.length === 0) return 'No problems.'
  return [errors > 0 ? count(errors, 'error') : '', warnings > 0 ? count(warnings, 'warning') : '']
    .filter(Boolean)
    .join(', ')
}
