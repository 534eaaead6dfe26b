import type { Row } from '@millrace/language'
import { identity, picked } from '../rows.ts'
import { inputOf, type Node, type Of } from './node.ts'

export function changelog(context: Of<'changelog'>): Node {
  const { row: type } = inputOf(context)
  const { key } = context.node.op
  const keyType = picked(type, key)
  const rows = new Map<string, Row>()
  return {
    push({ kind, row }) {
      const id = identity(picked(row, key), keyType)
      const old = rows.get(id)
      if (kind === '-U') return
      if (kind === '-D') {
        if (old) context.emit('out', { kind: '-D', row: old })
        rows.delete(id)
        return
      }
      if (old && identity(old, type) === identity(row, type)) return
      if (old) context.emit('out', { kind: '-U', row: old })
      rows.set(id, row)
      context.emit('out', { kind: old ? '+U' : '+I', row })
    },
    watermark() {},
  }
}
