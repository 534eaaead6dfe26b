import type { Row, Value } from '@millrace/language'
import { relationAt } from '../../plan.ts'
import { inputOf, type Node, type Of } from './node.ts'

export function unnest(context: Of<'unnest'>): Node {
  const { node, plan, emit } = context
  const { column, spread, numbered, outer } = node.op
  const width = inputOf(context).row.length
  const added = relationAt(plan, { node: node.id, port: 'out' }).row.length - width
  const nothing: Row = Array.from({ length: added }, () => null)
  const fields = (element: Value): Row =>
    !spread ? [element] : element === null ? nothing.slice(numbered ? 1 : 0) : (element as Row)
  return {
    push({ kind, row }) {
      const elements = (row[column] ?? []) as readonly Value[]
      if (elements.length === 0 && outer) emit('out', { kind, row: [...row, ...nothing] })
      for (const [i, element] of elements.entries())
        emit('out', { kind, row: [...row, ...fields(element), ...(numbered ? [i + 1] : [])] })
    },
    watermark() {},
  }
}
