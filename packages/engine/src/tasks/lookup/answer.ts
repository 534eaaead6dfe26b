import type { Row, Value } from '@millrace/language'

/** Why there is no answer. */
export interface Failure {
  message: string
  retryable: boolean
  cause?: unknown
}

/** What a service says about one key, sooner or later. */
export interface Answer {
  readonly key: Row
  rows?: readonly Row[]
  failure?: Failure
}

export const answered = ({ rows, failure }: Answer): boolean => rows !== undefined || failure !== undefined

/** A text that two rows of the same types share only when all values are equal: NaN is one value, −0 and 0 are two. */
export const keyText = (row: Row): string => row.map(valueText).join()

function valueText(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value instanceof Uint8Array) return `x${value.join()};`
  if (Array.isArray(value)) return `[${value.map(valueText).join()}]`
  return Object.is(value, -0) ? '-0' : String(value)
}
