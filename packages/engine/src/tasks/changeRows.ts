/** Changes as rows, rows as changes, and what replaces by key of what withdraws. None of these keeps anything. */
import { CHANGE_NAMES, type Primitive } from '@millrace/algebra'
import { type Column, ColumnBuffer, decodeUtf8, encodeUtf8 } from '@millrace/language'
import { type Batch, BEFORE, DELETE, INSERT, KIND_NAMES } from '../batch.ts'
import { JobFailure } from '../failure.ts'
import { ChangelogTask } from './changelog.ts'
import type { Task, TaskContext } from './task.ts'

type ChangelogPrimitive = Extract<Primitive, { op: 'changelog' }>
type To<Mode extends ChangelogPrimitive['to']> = TaskContext<Extract<ChangelogPrimitive, { to: Mode }>>

export function createChangelog(context: TaskContext<ChangelogPrimitive>): Task {
  switch (context.node.op.to) {
    case 'retract':
      return new ChangelogTask(context as To<'retract'>)
    case 'upsert':
      return new UpsertTask(context as To<'upsert'>)
    case 'append':
      return new ChangesToRowsTask(context as To<'append'>)
    case 'changes':
      return new RowsToChangesTask(context as To<'changes'>)
  }
}

/** Scratch for a selection of a batch and its kinds. */
class Chosen {
  sel = new Int32Array(1024)
  kinds = new Uint8Array(1024)
  n = 0

  begin({ rows, n }: Batch): void {
    this.n = 0
    if (n > this.sel.length) this.sel = new Int32Array(n)
    if (rows > this.kinds.length) this.kinds = new Uint8Array(rows)
  }
  add(row: number, kind: number): void {
    this.sel[this.n++] = row
    this.kinds[row] = kind
  }
}

/** A −U is dropped, for a +U of its key follows; of rows of which some are hidden it is a deletion. */
class UpsertTask implements Task {
  private readonly hides: boolean
  private readonly emit: (batch: Batch) => void
  private readonly chosen = new Chosen()

  constructor({ inputs, emit }: To<'upsert'>) {
    const { changes } = inputs[0]!
    this.hides = changes.mode === 'retract' && changes.filtered === true
    this.emit = (batch) => emit('out', batch)
  }

  process(batch: Batch): void {
    const { sel, n, kinds } = batch
    if (kinds === null) return this.emit(batch)
    const { chosen } = this
    chosen.begin(batch)
    for (let j = 0; j < n; j++) {
      const i = sel === null ? j : sel[j]!
      if (kinds[i] !== BEFORE) chosen.add(i, kinds[i]!)
      else if (this.hides) chosen.add(i, DELETE)
    }
    if (chosen.n > 0) this.emit({ ...batch, sel: chosen.sel, n: chosen.n, kinds: chosen.kinds })
  }

  watermark(): void {}
  save(): void {}
  restore(): void {}
}

/** The names of all kinds side by side, as the bytes of a column. */
const NAMES = KIND_NAMES.map((kind) => CHANGE_NAMES[kind][0]!)
const NAME_BYTES = encodeUtf8(NAMES.join(''))
const NAME_ENDS = NAMES.map((_, kind) => NAMES.slice(0, kind + 1).join('').length)

/** Every change of some kinds as a row; its kind is a field. */
class ChangesToRowsTask implements Task {
  private readonly wanted: readonly boolean[]
  private readonly emit: (batch: Batch) => void
  private readonly chosen = new Chosen()
  private start = new Int32Array(1024)
  private end = new Int32Array(1024)

  constructor({ node, emit }: To<'append'>) {
    this.wanted = KIND_NAMES.map((kind) => node.op.kinds.includes(kind))
    this.emit = (batch) => emit('out', batch)
  }

  process(batch: Batch): void {
    const { sel, n, kinds } = batch
    const { chosen } = this
    chosen.begin(batch)
    if (batch.rows > this.start.length) {
      this.start = new Int32Array(batch.rows)
      this.end = new Int32Array(batch.rows)
    }
    for (let j = 0; j < n; j++) {
      const i = sel === null ? j : sel[j]!
      const kind = kinds === null ? INSERT : kinds[i]!
      if (!this.wanted[kind]) continue
      chosen.add(i, kind)
      this.start[i] = kind === 0 ? 0 : NAME_ENDS[kind - 1]!
      this.end[i] = NAME_ENDS[kind]!
    }
    const names: Column = { k: 'bytes', nulls: null, start: this.start, end: this.end, bytes: NAME_BYTES }
    if (chosen.n > 0) this.emit({ ...batch, cols: [names, ...batch.cols], sel: chosen.sel, n: chosen.n, kinds: null })
  }

  watermark(): void {}
  save(): void {}
  restore(): void {}
}

/** Rows as the changes that a column says they are; what it says of others is no kind of change, and they leave on the side. */
class RowsToChangesTask implements Task {
  private readonly column: number
  private readonly owner: string
  private readonly context: To<'changes'>
  /** Names of the kinds, with the number of each. */
  private readonly names: readonly { bytes: Uint8Array; kind: number }[]
  private readonly chosen = new Chosen()
  private rejected = new Int32Array(1024)
  private readonly error = new ColumnBuffer('bytes')

  constructor(context: To<'changes'>) {
    this.context = context
    this.column = context.node.op.column
    this.owner = context.node.owner
    this.names = KIND_NAMES.flatMap((name, kind) =>
      CHANGE_NAMES[name].map((text) => ({ bytes: encodeUtf8(text), kind })),
    )
  }

  process(batch: Batch): void {
    const { sel, n } = batch
    const { chosen } = this
    chosen.begin(batch)
    if (n > this.rejected.length) this.rejected = new Int32Array(n)
    let rejected = 0
    for (let j = 0; j < n; j++) {
      const i = sel === null ? j : sel[j]!
      const kind = this.kindOf(batch, i)
      if (kind < 0) this.rejected[rejected++] = i
      else chosen.add(i, kind)
    }
    if (rejected > 0) this.reject(batch, rejected)
    const cols = batch.cols.filter((_, c) => c !== this.column)
    if (chosen.n > 0) this.context.emit('out', { ...batch, cols, sel: chosen.sel, n: chosen.n, kinds: chosen.kinds })
  }

  /** Number of the kind that a row names, −1 when it names none. */
  private kindOf({ cols }: Batch, i: number): number {
    const { bytes, start, end, nulls } = cols[this.column] as Extract<Column, { k: 'bytes' }>
    if (nulls !== null && nulls[i] === 1) return -1
    const size = end[i]! - start[i]!
    for (let k = 0; k < this.names.length; k++) {
      const name = this.names[k]!
      if (name.bytes.length === size && sameBytes(name.bytes, bytes, start[i]!)) return name.kind
    }
    return -1
  }

  private reject(batch: Batch, n: number): void {
    const { bytes, start, end, nulls } = batch.cols[this.column] as Extract<Column, { k: 'bytes' }>
    const message = (i: number) => {
      const name = nulls !== null && nulls[i] === 1 ? 'NULL' : decodeUtf8(bytes.subarray(start[i]!, end[i]!))
      return `\`${name}\` is no kind of change.`
    }
    if (!this.context.read('rejected')) {
      const hint = 'Connect the port `rejected` of the node to let such rows go there.'
      throw new JobFailure(this.owner, message(this.rejected[0]!), { hint })
    }
    this.error.clear()
    this.error.reserve(batch.rows)
    for (let r = 0; r < n; r++) this.error.putText(this.rejected[r]!, message(this.rejected[r]!))
    this.context.emit('rejected', { ...batch, cols: [...batch.cols, this.error.column()], sel: this.rejected, n })
  }

  watermark(): void {}
  save(): void {}
  restore(): void {}
}

function sameBytes(a: Uint8Array, b: Uint8Array, at: number): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[at + i]) return false
  return true
}
