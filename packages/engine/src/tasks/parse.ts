import type { Primitive } from '@millrace/algebra'
import { type Column, ColumnBuffer, columnKind, type RowType, type Zone } from '@millrace/language'
import { BATCH_ROWS, type Batch } from '../batch.ts'
import { JobFailure } from '../failure.ts'
import { CsvDecoder } from '../formats/csv/decoder.ts'
import { JsonDecoder } from '../formats/json/decoder.ts'
import { GroupsDecoder } from '../formats/text/groups.ts'
import { PairsDecoder } from '../formats/text/pairs.ts'
import type { Decoder, Rejection } from '../source/decoder.ts'
import type { Records } from '../source/records.ts'
import { gatherBatch } from './join/pairs.ts'
import type { Task, TaskContext } from './task.ts'

type ParsePrimitive = Extract<Primitive, { op: 'parse' }>
type Texts = Extract<Column, { k: 'bytes' }>

/** Reads texts as fields, by the formats of sources. Nothing is kept between two batches. */
export class ParseTask implements Task {
  private readonly context: TaskContext<ParsePrimitive>
  private readonly op: ParsePrimitive
  private readonly decoder: Decoder
  /** Whether the fields of a NULL may be NULL. */
  private readonly takesNull: boolean
  private readonly copies: readonly ColumnBuffer[]
  private readonly fields: readonly ColumnBuffer[]
  /** Texts as records: decoders change them in place, so they are copied. */
  private readonly texts = new ColumnBuffer('bytes', BATCH_ROWS)
  /** Row of the batch of each record. */
  private readonly rowOf = new Int32Array(BATCH_ROWS)
  /** Row of the batch, and decoded row (0 for that of a NULL), and 1 more, of each row that goes on. */
  private readonly rows = new Int32Array(BATCH_ROWS)
  private readonly decoded = new Int32Array(BATCH_ROWS)
  private readonly kinds = new Uint8Array(BATCH_ROWS)
  private readonly rejections: Rejection[] = []

  constructor(context: TaskContext<ParsePrimitive>) {
    const { node, inputs, environment } = context
    this.context = context
    this.op = node.op
    this.decoder = createDecoder(node.op, environment.zone)
    this.takesNull = node.op.fields.every(({ nullable }) => nullable)
    this.copies = buffersOf(inputs[0]!.row)
    this.fields = buffersOf(node.op.fields)
  }

  process(batch: Batch): void {
    for (let from = 0; from < batch.n; from += BATCH_ROWS) this.part(batch, from, Math.min(from + BATCH_ROWS, batch.n))
  }

  private part(batch: Batch, from: number, to: number): void {
    const column = batch.cols[this.op.column] as Texts
    const count = this.takeTexts(batch, column, from, to)
    const { rejections } = this
    rejections.length = 0
    const { columns, rows } = this.decoder.decode(this.records(count), 0, count, rejections)
    const n = this.place(batch, column, from, to)
    if (rejections.length > 0) this.reject(batch)
    if (n > 0) this.send(batch, columns, n, rows < n)
  }

  /** Copies the texts that are there; returns how many. */
  private takeTexts({ sel }: Batch, { nulls, bytes, start, end }: Texts, from: number, to: number): number {
    const { texts, rowOf } = this
    texts.clear()
    let count = 0
    for (let j = from; j < to; j++) {
      const i = sel === null ? j : sel[j]!
      if (nulls !== null && nulls[i] === 1) continue
      texts.putBytes(count, bytes, start[i]!, end[i]!)
      rowOf[count++] = i
    }
    return count
  }

  private records(n: number): Records {
    const { texts } = this
    return { ...NO_RECORDS, n, bytes: texts.bytes, valueStart: texts.start, valueEnd: texts.end }
  }

  /** Says where each row that goes on has its fields, in the order of the rows; adds those of NULL to the rejected where they must be. */
  private place({ sel, kinds }: Batch, { nulls }: Texts, from: number, to: number): number {
    const { rejections } = this
    const read = rejections.length
    let [n, record, row, rejected] = [0, 0, 0, 0]
    for (let j = from; j < to; j++) {
      const i = sel === null ? j : sel[j]!
      const isNull = nulls !== null && nulls[i] === 1
      if (isNull && !this.takesNull) rejections.push({ record: -1 - i, error: 'The text is NULL.' })
      const bad = isNull ? !this.takesNull : rejected < read && rejections[rejected]!.record === record
      if (!isNull) record++
      if (bad) {
        if (!isNull) rejected++
        continue
      }
      this.rows[n] = i + 1
      this.decoded[n] = isNull ? 0 : ++row
      this.kinds[n++] = kinds === null ? 0 : kinds[i]!
    }
    return n
  }

  private send(batch: Batch, columns: readonly Column[], n: number, pads: boolean): void {
    const { copies, fields, rows, decoded } = this
    for (const buffer of [...copies, ...fields]) buffer.clear()
    const cols = batch.cols.map((column, c) => gatherBatch(column, rows, n, copies[c]!, false))
    for (const [f, column] of columns.entries()) cols.push(gatherBatch(column, decoded, n, fields[f]!, pads))
    const { minTime, maxTime, kinds } = batch
    this.context.emit('out', { cols, rows: n, n, sel: null, kinds: kinds && this.kinds, minTime, maxTime })
  }

  private reject(batch: Batch): void {
    const { rejections, rowOf, op } = this
    const { node, emit } = this.context
    if (op.onBadRecord === 'fail') {
      const hint = 'With `onBadRecord` set to `reject` such rows go to the port `rejected`.'
      throw new JobFailure(node.owner, `A text cannot be read: ${rejections[0]!.error}`, { hint })
    }
    const error = new ColumnBuffer('bytes', batch.rows)
    const rejected = rejections.map((each) => {
      const row = each.record < 0 ? -1 - each.record : rowOf[each.record]!
      error.putText(row, each.error)
      return row
    })
    emit('rejected', {
      ...batch,
      cols: [...batch.cols, error.column()],
      sel: Int32Array.from(rejected),
      n: rejected.length,
    })
  }

  watermark(): void {}
  save(): void {}
  restore(): void {}
}

const NONE = new Int32Array(0)
const NO_RECORDS: Omit<Records, 'n' | 'bytes' | 'valueStart' | 'valueEnd'> = {
  keyStart: NONE,
  keyEnd: NONE,
  headersStart: NONE,
  headersEnd: NONE,
  timestamp: new Float64Array(0),
  position: new Float64Array(0),
}

const buffersOf = (row: RowType) => row.map(({ type }) => new ColumnBuffer(columnKind(type), BATCH_ROWS))

function createDecoder({ format, fields, paths }: ParsePrimitive, zone: Zone): Decoder {
  switch (format.type) {
    case 'json':
      return new JsonDecoder(fields, zone, paths ? { paths } : {})
    case 'csv':
      return new CsvDecoder(fields, zone, format)
    case 'key-value':
      return new PairsDecoder(fields, zone, format)
    case 'regex':
      return new GroupsDecoder(fields, zone, format.pattern)
  }
}
