import type { Row } from '@millrace/language'
import { fieldsOf } from '../texts.ts'
import { type Node, type Of, RowFailed } from './node.ts'

export function parse({ node, environment, emit }: Of<'parse'>): Node {
  const { column, fields, onBadRecord } = node.op
  const nothing: Row | undefined = fields.every(({ nullable }) => nullable) ? fields.map(() => null) : undefined
  return {
    push({ kind, row }) {
      const text = row[column] as string | null
      const read = text === null ? nothing : fieldsOf(text, node.op, environment.zone)
      if (read) return emit('out', { kind, row: [...row, ...read] })
      if (onBadRecord === 'fail') throw new RowFailed('A text cannot be read.')
      // What is wrong is said by the engine alone.
      emit('rejected', { kind, row: [...row, ''] })
    },
    watermark() {},
  }
}
