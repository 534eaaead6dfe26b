/** What the editor of an expression knows besides its text. */
import type { FieldType, Row, RowType } from '@millrace/language'

export interface ExpressionScope {
  readonly fields: RowType
  /** Rows with a name of their own: `left.amount`. */
  readonly qualified?: readonly { readonly name: string; readonly fields: RowType }[]
  /** Aggregates that may be called here: their lower-case names with a sentence. */
  readonly aggregates?: readonly { readonly name: string; readonly summary: string }[]
  /** The row whose values are shown, in the order of `fields`. */
  readonly sampleRow?: Row
  /** The type that the result must have. */
  readonly expected?: FieldType
}

/** How much of a sample value is shown. */
export const LONGEST_SAMPLE = 40
export const shortened = (text: string): string =>
  text.length > LONGEST_SAMPLE ? `${text.slice(0, LONGEST_SAMPLE - 1)}…` : text
