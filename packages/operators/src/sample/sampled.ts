import { fieldIndex, type Located, type Relation } from '@millrace/algebra'
import { check, DOUBLE, type Expr, type RowType, STRING } from '@millrace/language'

/** A part of the rows of a relation. */
export function sampled(
  input: Relation,
  { fraction, keyBy }: { fraction: number; keyBy: readonly Located[] },
): Relation {
  const { scope, row, known, type } = input
  const key = keyBy.map((field) => fieldIndex(scope, field, row))
  if (!known || key.includes(undefined)) return input.unknown()
  if (key.length === 0 && type.changes.mode !== 'append') {
    const message = 'Rows that are updated cannot be drawn by lot: an update would lose what it updates.'
    scope.problem({ code: 'change-mode', message, hint: 'Set `keyBy`.', path: 'keyBy' })
    return input.unknown()
  }
  const condition =
    key.length === 0
      ? drawn(fraction)
      : chosen(
          key.map((column) => row[column!]!.name),
          fraction,
        )
  const { expr, problems } = check(condition, { fields: row as RowType })
  if (!expr) throw new Error(`The condition of the sample is wrong: ${problems[0]?.message}`)
  return input.keep(expr, 'sample')
}

const drawn = (fraction: number): Expr => call('<', call('RAND'), { k: 'lit', value: fraction, type: DOUBLE })

/** A digest of the key is as good as a random number, and for equal keys the same; so are its first 8 digits. */
function chosen(names: readonly string[], fraction: number): Expr {
  const texts = names.map((name) => call('COALESCE', asText(name), text('\u0000')))
  const digest = call('MD5', call('CONCAT_WS', text('\u0001'), ...texts))
  // Of numbers with as many digits the order of the texts is that of the numbers; `g` is behind all of them.
  const bound =
    fraction === 1
      ? 'g'
      : Math.round(fraction * 2 ** 32)
          .toString(16)
          .padStart(8, '0')
  return call('<', digest, text(bound))
}

const asText = (name: string): Expr => ({
  k: 'call',
  fn: 'CAST',
  args: [{ k: 'col', name }],
  as: { type: STRING, nullable: true },
})
const text = (value: string): Expr => ({ k: 'lit', value, type: STRING })
const call = (fn: string, ...args: readonly Expr[]): Expr => ({ k: 'call', fn, args })
