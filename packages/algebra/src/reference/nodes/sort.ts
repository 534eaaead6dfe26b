import type { Row } from '@millrace/language'
import { rowOrder } from '../rows.ts'
import { inputOf, type Node, type Of } from './node.ts'

/** Flink's RowTimeSortOperator: a row is late when one of its time or a later one has been given. */
export function sort(context: Of<'sort'>): Node {
  const { node, emit } = context
  const { rowtime, order } = node.op
  const { row: type } = inputOf(context)
  const compare = rowOrder([{ column: rowtime, descending: false }, ...order], type)
  let waiting: Row[] = []
  let given = Number.NEGATIVE_INFINITY
  const time = (row: Row) => row[rowtime] as number
  return {
    push({ kind, row }) {
      if (time(row) <= given) emit('late', { kind, row })
      else waiting.push(row)
    },
    watermark(now) {
      const due = waiting.filter((row) => time(row) <= now).sort(compare)
      waiting = waiting.filter((row) => time(row) > now)
      for (const row of due) {
        given = time(row)
        emit('out', { kind: '+I', row })
      }
    },
  }
}
