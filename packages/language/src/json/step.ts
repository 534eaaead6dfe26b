/** The parts of paths into JSON, and of the filters in them. */
import type { Pattern } from '../regex/pattern.ts'
import type { JsonTree } from './tree.ts'

export type Step =
  | { k: 'members'; names: readonly string[] }
  | { k: 'indexes'; at: readonly number[] }
  | { k: 'slice'; from: number | undefined; to: number | undefined }
  | { k: 'every' }
  /** All descendants, for the step behind it. */
  | { k: 'deep' }
  | { k: 'where'; filter: Filter }
  | { k: 'function'; name: PathFunction }

export type PathFunction = (typeof FUNCTIONS)[number]
export const FUNCTIONS = ['length', 'size', 'keys', 'min', 'max', 'avg', 'sum', 'stddev', 'concat'] as const

export interface JsonPath {
  steps: readonly Step[]
  /** Whether it leads to one place at most; otherwise its result is an array. */
  definite: boolean
  /** Whether it begins at the document, and not at the item of a filter. */
  fromRoot: boolean
}

export type Operand =
  | { k: 'path'; path: JsonPath }
  | { k: 'literal'; value: JsonTree }
  | { k: 'pattern'; pattern: Pattern }

export type Operator = (typeof OPERATORS)[number]
export const OPERATORS = [
  '===',
  '!==',
  '==',
  '!=',
  '<=',
  '>=',
  '<',
  '>',
  '=~',
  'in',
  'nin',
  'contains',
  'size',
  'empty',
  'subsetof',
  'anyof',
  'noneof',
] as const

export type Filter =
  | { k: 'and' | 'or'; parts: readonly Filter[] }
  | { k: 'not'; part: Filter }
  | { k: 'exists'; path: JsonPath; wanted: boolean }
  | { k: 'compare'; left: Operand; operator: Operator; right: Operand }

/** A path that cannot be read. */
export class InvalidPath extends Error {}

/** Whether a step leads on to one place at most. */
export function isDefinite(step: Step, at: number, steps: readonly Step[]): boolean {
  if (step.k === 'members') return step.names.length === 1 || at === steps.length - 1
  return step.k === 'indexes' ? step.at.length === 1 : step.k === 'function'
}

/** Position of the quote that ends the text beginning at `from`; a backslash protects the character behind it. */
export function closingQuote(path: string, from: number, quote: string): number {
  for (let at = from + 1; at < path.length; at++) {
    if (path[at] === '\\') at++
    else if (path[at] === quote) return at
  }
  throw new InvalidPath(`A ${quote} is not closed.`)
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

export function unescaped(text: string): string {
  return text.replace(/\\(u[0-9a-fA-F]{4}|.)/gs, (_, code: string) =>
    code.length > 1 ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : (ESCAPES[code] ?? code),
  )
}
