import type { Change } from '@millrace/algebra/reference'
import { type Batch, type Chunk, type Clock, KIND_NAMES, type Reader, type Writer } from '@millrace/engine'
import { ColumnBuffer, columnKind, type RowType, readCell, type Value } from '@millrace/language'

const KIND_NUMBERS = { '+I': 0, '-U': 1, '+U': 2, '-D': 3 } as const

/** Reads rows that are given, in pieces of a size: one bounded split. */
export class MemoryReader implements Reader {
  private readonly rows: readonly Change[]
  private readonly type: RowType
  private readonly piece: number
  private at = 0
  constructor(rows: readonly Change[], type: RowType, piece: number) {
    this.rows = rows
    this.type = type
    this.piece = piece
  }

  async open(positions: ReadonlyMap<string, number>): Promise<void> {
    this.at = positions.get('rows') ?? 0
  }
  splits(): readonly string[] {
    return this.at < this.rows.length ? ['rows'] : []
  }
  async poll(held: ReadonlySet<string>): Promise<readonly Chunk[]> {
    if (held.has('rows') || this.at >= this.rows.length) return []
    const from = this.at
    this.at = Math.min(this.rows.length, from + this.piece)
    const positions = Float64Array.from({ length: this.at - from }, (_, i) => from + i)
    return [
      {
        split: 'rows',
        content: { batch: toBatch(this.rows.slice(from, this.at), this.type) },
        positions,
        n: this.at - from,
        next: this.at,
        bytes: 0,
      },
    ]
  }
  async close(): Promise<void> {}
}

/** Rows as a batch of their own. */
export function toBatch(rows: readonly Change[], type: RowType): Batch {
  const buffers = type.map((field) => new ColumnBuffer(columnKind(field.type), Math.max(1, rows.length)))
  for (const [at, { row }] of rows.entries())
    for (const [c, field] of type.entries()) buffers[c]!.put(at, row[c]!, field.type)
  const updating = rows.some(({ kind }) => kind !== '+I')
  return {
    cols: buffers.map((buffer) => buffer.column()),
    rows: rows.length,
    n: rows.length,
    sel: null,
    kinds: updating ? Uint8Array.from(rows, ({ kind }) => KIND_NUMBERS[kind]) : null,
    minTime: Number.NEGATIVE_INFINITY,
    maxTime: Number.POSITIVE_INFINITY,
  }
}

/** The selected rows of a batch as values. */
export function fromBatch(batch: Batch, type: RowType): Change[] {
  return Array.from({ length: batch.n }, (_, j) => {
    const i = batch.sel === null ? j : batch.sel[j]!
    const row = type.map((field, c): Value => readCell(batch.cols[c]!, i, field.type))
    return { kind: KIND_NAMES[(batch.kinds === null ? 0 : batch.kinds[i]) as 0 | 1 | 2 | 3], row }
  })
}

/** Keeps what is written. */
export class MemoryWriter implements Writer {
  readonly written: Change[] = []
  readonly pending = 0
  private readonly type: RowType
  constructor(type: RowType) {
    this.type = type
  }
  async open(): Promise<void> {}
  write(batch: Batch): void {
    this.written.push(...fromBatch(batch, this.type))
  }
  async flush(): Promise<void> {}
  async prepare(): Promise<null> {
    return null
  }
  async commit(): Promise<void> {}
  async close(): Promise<void> {}
}

/** A clock that moves only when it is told to. */
export class ManualClock implements Clock {
  time = 0
  now(): number {
    return this.time
  }
  monotonic(): number {
    return this.time
  }
  async pause(): Promise<void> {}
  async sleep(ms: number): Promise<void> {
    this.time += ms
  }
}
