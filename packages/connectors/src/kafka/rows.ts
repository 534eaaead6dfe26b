import { type Batch, BEFORE, DELETE } from '@millrace/engine'
import { ByteSink, cellWriter, JsonEncoder } from '@millrace/engine/formats'
import { isText, type RowType } from '@millrace/language'
import { encodeHeaders, type Header, Partitioner, type SinkRecords } from './driver/index.ts'

export interface RecordOptions {
  key: readonly number[]
  headers: readonly { header: string; column: number }[]
  partition?: number
}

/** Bytes that a record needs beside its key and value, roughly. */
const OVERHEAD = 40

/** Rows as records of a topic: value, key, headers and partition. A deletion is a record without value. */
export class RecordEncoder {
  private readonly row: RowType
  private readonly options: RecordOptions
  private readonly values: JsonEncoder
  private readonly keys: JsonEncoder
  private readonly partitioner = new Partitioner()
  private readonly out = new ByteSink()
  private readonly scratch = new ByteSink(256)

  constructor(row: RowType, options: RecordOptions) {
    this.row = row
    this.options = options
    this.values = new JsonEncoder(row)
    this.keys = new JsonEncoder(options.key.map((column) => row[column]!))
  }

  /** The records of a batch; valid until the next call. */
  encode(batch: Batch, partitions: number): SinkRecords {
    const { n } = batch
    this.out.used = 0
    const column = () => new Int32Array(n).fill(-1)
    const records: SinkRecords = {
      n: 0,
      bytes: this.out.bytes,
      partition: column(),
      keyStart: column(),
      keyEnd: column(),
      valueStart: column(),
      valueEnd: column(),
      headersStart: column(),
      headersEnd: column(),
      timestamp: new Float64Array(n).fill(-1),
    }
    for (let j = 0; j < n; j++) {
      const i = batch.sel === null ? j : batch.sel[j]!
      const kind = batch.kinds === null ? 0 : batch.kinds[i]!
      if (kind !== BEFORE) this.add(batch, i, kind === DELETE, records, partitions)
    }
    records.bytes = this.out.bytes.subarray(0, this.out.used)
    return records
  }

  private add(batch: Batch, i: number, deletion: boolean, records: SinkRecords, partitions: number): void {
    const at = records.n++
    const begin = this.out.used
    this.addKey(batch, i, records, at)
    if (!deletion) {
      records.valueStart[at] = this.out.used
      this.values.writeRow(this.out, batch, i, false)
      records.valueEnd[at] = this.out.used
    }
    this.addHeaders(batch, i, records, at)
    records.partition[at] = this.partitionOf(batch, i, records, at, this.out.used - begin + OVERHEAD, partitions)
  }

  private addKey(batch: Batch, i: number, records: SinkRecords, at: number): void {
    const { key } = this.options
    if (key.length === 0) return
    const start = this.out.used
    if (key.length === 1) {
      if (batch.cols[key[0]!]!.nulls?.[i] === 1) return
      this.writeCell(this.out, batch, key[0]!, i)
    } else this.keys.writeRow(this.out, { ...batch, cols: key.map((column) => batch.cols[column]!) }, i, false)
    records.keyStart[at] = start
    records.keyEnd[at] = this.out.used
  }

  /** A value as plain text: what JSON would have between its quotes. */
  private writeCell(out: ByteSink, batch: Batch, column: number, i: number): void {
    const cell = batch.cols[column]!
    const { type } = this.row[column]!
    if (cell.k === 'bytes' && isText(type)) return out.copy(cell.bytes, cell.start[i]!, cell.end[i]!)
    const start = out.used
    cellWriter(type)(out, cell, i)
    if (out.bytes[start] !== 0x22) return
    out.bytes.copyWithin(start, start + 1, out.used - 1)
    out.used -= 2
  }

  private addHeaders(batch: Batch, i: number, records: SinkRecords, at: number): void {
    const { headers } = this.options
    if (headers.length === 0) return
    const section = encodeHeaders(
      headers.map(({ header, column }): Header => [header, this.headerValue(batch, column, i)]),
    )
    if (section === null) return
    records.headersStart[at] = this.out.used
    this.out.copy(section, 0, section.length)
    records.headersEnd[at] = this.out.used
  }

  private headerValue(batch: Batch, column: number, i: number): Uint8Array | null {
    if (batch.cols[column]!.nulls?.[i] === 1) return null
    this.scratch.used = 0
    this.writeCell(this.scratch, batch, column, i)
    return this.scratch.bytes.slice(0, this.scratch.used)
  }

  private partitionOf(
    batch: Batch,
    i: number,
    records: SinkRecords,
    at: number,
    size: number,
    partitions: number,
  ): number {
    const { partition } = this.options
    if (partition === undefined || batch.cols[partition]!.nulls?.[i] === 1) {
      return this.partitioner.choose(this.out.bytes, records.keyStart[at]!, records.keyEnd[at]!, size, partitions)
    }
    const cell = batch.cols[partition]! as { k: string; data: Int32Array }
    const named = cell.k === 'i64' ? cell.data[2 * i]! : cell.data[i]!
    return ((named % partitions) + partitions) % partitions
  }
}
