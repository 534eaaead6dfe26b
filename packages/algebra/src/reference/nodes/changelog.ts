import type { Row } from '@millrace/language'
import { CHANGE_NAMES, type ChangeKind } from '../../plan.ts'
import { identity, picked } from '../rows.ts'
import { inputOf, type Node, type Of, RowFailed } from './node.ts'

export function changelog(context: Of<'changelog'>): Node {
  const { op } = context.node
  switch (op.to) {
    case 'retract':
      return normalize(context, op.key)
    case 'upsert':
      return upsert(context)
    case 'append':
      return rowsOfChanges(context, op.kinds)
    case 'changes':
      return changesOfRows(context, op.column)
  }
}

/** Keeps the last row of every key, to withdraw it (Flink's ChangelogNormalize). */
function normalize(context: Of<'changelog'>, key: readonly number[]): Node {
  const { row: type } = inputOf(context)
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

/** A −U is dropped, for a +U of its key follows; of rows of which some are hidden it is a deletion. */
function upsert(context: Of<'changelog'>): Node {
  const { changes } = inputOf(context)
  const hides = changes.mode === 'retract' && changes.filtered === true
  return {
    push({ kind, row }) {
      if (kind !== '-U') context.emit('out', { kind, row })
      else if (hides) context.emit('out', { kind: '-D', row })
    },
    watermark() {},
  }
}

function rowsOfChanges({ emit }: Of<'changelog'>, kinds: readonly ChangeKind[]): Node {
  return {
    push({ kind, row }) {
      if (kinds.includes(kind)) emit('out', { kind: '+I', row: [CHANGE_NAMES[kind][0]!, ...row] })
    },
    watermark() {},
  }
}

function changesOfRows({ emit, read }: Of<'changelog'>, column: number): Node {
  return {
    push({ row }) {
      const name = row[column] as string | null
      const kind = (Object.keys(CHANGE_NAMES) as ChangeKind[]).find((one) => CHANGE_NAMES[one].includes(name ?? ''))
      if (kind) return emit('out', { kind, row: [...row.slice(0, column), ...row.slice(column + 1)] })
      if (!read('rejected')) throw new RowFailed('A row has no kind of change.')
      emit('rejected', { kind: '+I', row: [...row, `\`${name ?? 'NULL'}\` is no kind of change.`] })
    },
    watermark() {},
  }
}
