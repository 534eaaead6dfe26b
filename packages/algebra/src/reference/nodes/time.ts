import { inputOf, type Node, type Of, RowFailed } from './node.ts'

/** A watermark after every row that advances it; those of the input end here, but for the end of the input. */
export function time(context: Of<'time'>): Node {
  const { node, emit, read, advance } = context
  const { column, delay } = node.op.time
  const { name } = inputOf(context).row[column]!
  let published = 0
  return {
    ownWatermark: true,
    push(change) {
      const at = change.row[column]! as number | null
      if (at === null) {
        const error = `The event time \`${name}\` of a row is NULL.`
        if (!read('failed')) throw new RowFailed(error)
        return emit('failed', { kind: change.kind, row: [...change.row, error] })
      }
      emit('out', change)
      if (at - delay <= published) return
      published = at - delay
      advance(published)
    },
    watermark() {},
  }
}
