/** Every primitive in the plainest way: rows in arrays, maps for state, everything computed from scratch when it is due. */
import {
  compareNullable,
  DataError,
  type Environment,
  type Evaluator,
  interpret,
  type Row,
  type RowType,
  toWallClock,
} from '@millrace/language'
import { type Plan, type PlanNode, type Primitive, type RelationType, relationAt, type WindowSpec } from '../plan.ts'
import { timerInstant } from '../windowTime.ts'
import { aggregate } from './aggregate.ts'
import { type Change, identity, picked } from './rows.ts'

export interface Node {
  push(change: Change, input: number): void
  /** All inputs have reached this time. */
  watermark(time: number): void
}

export interface NodeContext<P extends Primitive = Primitive> {
  plan: Plan
  node: PlanNode<P>
  environment: Environment
  emit(port: string, change: Change): void
  /** Whether something reads a port of the node. */
  read(port: string): boolean
}

type Of<Op extends Primitive['op']> = NodeContext<Extract<Primitive, { op: Op }>>

export const creators: { [Op in Exclude<Primitive['op'], 'source'>]: (context: Of<Op>) => Node } = {
  calc,
  union,
  changelog,
  assign,
  window,
  rank,
  sink,
}

const inputOf = ({ plan, node }: NodeContext): RelationType => relationAt(plan, node.inputs[0]!)

/** The job ends: a row failed and nothing takes it. */
export class RowFailed extends Error {}

function calc(context: Of<'calc'>): Node {
  const { node, environment, emit, read } = context
  const where = node.op.where && interpret(node.op.where, environment)
  const fields = node.op.fields.map(({ expr }) => interpret(expr, environment))
  return {
    push({ kind, row }) {
      try {
        if (where && where(row) !== true) return
        emit('out', { kind, row: fields.map((field: Evaluator) => field(row)) })
      } catch (problem) {
        if (!(problem instanceof DataError)) throw problem
        if (!read('failed')) throw new RowFailed(problem.message)
        emit('failed', { kind, row: [...row, problem.message] })
      }
    },
    watermark() {},
  }
}

function union({ emit }: Of<'union'>): Node {
  return { push: (change) => emit('out', change), watermark() {} }
}

function sink({ emit }: Of<'sink'>): Node {
  return { push: (change) => emit('in', change), watermark() {} }
}

function changelog(context: Of<'changelog'>): Node {
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

/** Beginnings of all windows that a time lies in, latest first. */
export function windowStarts(time: number, window: WindowSpec): number[] {
  const slide = window.kind === 'tumbling' ? window.size : window.slide
  const starts: number[] = []
  let start = Math.floor((time - window.offset) / slide) * slide + window.offset
  for (; start > time - window.size; start -= slide) starts.push(start)
  return starts
}

function assign({ node, emit }: Of<'assign'>): Node {
  const { window, rowtime } = node.op
  return {
    push({ kind, row }) {
      for (const start of windowStarts(row[rowtime] as number, window)) {
        emit('out', { kind, row: [...row, start, start + window.size, start + window.size - 1] })
      }
    },
    watermark() {},
  }
}

function window(context: Of<'window'>): Node {
  const { node, environment, emit } = context
  const { window, rowtime, key, aggregates } = node.op
  const { row: type } = inputOf(context)
  const keyType = picked(type, key)
  const local = type[rowtime]!.type.t === 'TIMESTAMP_LTZ'
  const wall = (time: number) => (local ? toWallClock(time, environment.zone) : time)
  const last = (start: number) =>
    local ? timerInstant(start + window.size - 1, environment.zone) : start + window.size - 1
  const windows = new Map<number, Map<string, Row[]>>()
  let clock = Number.NEGATIVE_INFINITY
  return {
    push({ kind, row }) {
      const starts = windowStarts(wall(row[rowtime] as number), window)
      const open = starts.filter((start) => last(start) > clock)
      if (starts.length > 0 && open.length === 0) return emit('late', { kind, row })
      for (const start of open) {
        const groups = windows.get(start) ?? new Map<string, Row[]>()
        windows.set(start, groups)
        const id = identity(picked(row, key), keyType)
        groups.set(id, [...(groups.get(id) ?? []), row])
      }
    },
    watermark(time) {
      clock = time
      for (const start of [...windows.keys()].sort((a, b) => a - b)) {
        if (last(start) > time) continue
        for (const rows of windows.get(start)!.values()) {
          const results = aggregates.map((each) => aggregate(each, rows, type))
          emit('out', {
            kind: '+I',
            row: [...picked(rows[0]!, key), start, start + window.size, last(start), ...results],
          })
        }
        windows.delete(start)
      }
    },
  }
}

function rank(context: Of<'rank'>): Node {
  const { node, emit } = context
  const { key, order, from, to, rankField, bounds } = node.op
  const { row: type } = inputOf(context)
  const windows = new Map<number, Row[]>()
  let clock = Number.NEGATIVE_INFINITY
  const compare = (a: Row, b: Row): number => {
    for (const { column, descending } of order) {
      const difference = compareNullable(a[column]!, b[column]!, type[column]!.type)
      if (difference !== 0) return descending ? -difference : difference
    }
    return 0
  }
  return {
    push({ kind, row }) {
      const end = row[bounds.end] as number
      if (end - 1 <= clock) return emit('late', { kind, row })
      windows.set(end, [...(windows.get(end) ?? []), row])
    },
    watermark(time) {
      clock = time
      for (const end of [...windows.keys()].sort((a, b) => a - b)) {
        if (end - 1 > time) continue
        for (const rows of groupsOf(windows.get(end)!, key, type)) {
          // The sort is stable: of equal rows the one that came first stays first.
          const best = rows.sort(compare)
          for (let r = from; r <= Math.min(to, best.length); r++)
            emit('out', { kind: '+I', row: rankField === undefined ? best[r - 1]! : [...best[r - 1]!, r] })
        }
        windows.delete(end)
      }
    },
  }
}

function groupsOf(rows: readonly Row[], key: readonly number[], type: RowType): Row[][] {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const id = identity(picked(row, key), picked(type, key))
    groups.set(id, [...(groups.get(id) ?? []), row])
  }
  return [...groups.values()]
}
