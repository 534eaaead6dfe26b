import type { Batch, StateReader, StateWriter } from '@millrace/engine'
import { ByteSink, JsonEncoder } from '@millrace/engine/formats'
import { decodeUtf8, type RowType } from '@millrace/language'
import { type KeptRows, MOST_BYTES } from './keptRows.ts'

/** The lines of one batch: bytes, and where each line ends. */
interface Block {
  bytes: Uint8Array
  ends: Int32Array
}

/** The newest rows of an input that only adds: blocks of bytes, of which the oldest are let go. */
export class AppendedRows implements KeptRows {
  private readonly encoder: JsonEncoder
  private readonly most: number
  private readonly out = new ByteSink(4096)
  private readonly blocks: Block[] = []
  private rows = 0
  private bytes = 0
  private seen = 0

  constructor(row: RowType, most: number) {
    this.encoder = new JsonEncoder(row)
    this.most = most
  }

  /** What would be let go at once is not even written. */
  apply(batch: Batch): void {
    const first = Math.max(0, batch.n - this.most)
    this.seen += first
    this.out.used = 0
    const ends = new Int32Array(batch.n - first)
    for (let j = first; j < batch.n; j++) {
      this.encoder.writeRow(this.out, batch, batch.sel === null ? j : batch.sel[j]!, false)
      ends[j - first] = this.out.used
    }
    this.add({ bytes: this.out.bytes.slice(0, this.out.used), ends })
  }

  private add(block: Block): void {
    this.blocks.push(block)
    this.rows += block.ends.length
    this.seen += block.ends.length
    this.bytes += block.bytes.length
    while (
      this.blocks.length > 1 &&
      (this.rows - this.blocks[0]!.ends.length >= this.most || this.bytes > MOST_BYTES)
    ) {
      const { bytes, ends } = this.blocks.shift()!
      this.rows -= ends.length
      this.bytes -= bytes.length
    }
  }

  /** The first block may hold a few rows more than there should be. */
  get size(): number {
    return Math.min(this.rows, this.most)
  }
  get dropped(): number {
    return this.seen - this.size
  }

  *lines(): Iterable<string> {
    let skip = this.rows - this.size
    for (const block of this.blocks) {
      for (let line = Math.min(skip, block.ends.length); line < block.ends.length; line++) yield lineOf(block, line)
      skip = Math.max(0, skip - block.ends.length)
    }
  }

  slice(from: number, to: number): string[] {
    const lines: string[] = []
    let at = this.size - this.rows
    for (const block of this.blocks) {
      const begin = Math.max(0, Math.max(0, from) - at)
      const end = Math.min(block.ends.length, to - at)
      for (let line = begin; line < end; line++) lines.push(lineOf(block, line))
      at += block.ends.length
    }
    return lines
  }

  save(writer: StateWriter): void {
    writer.number(this.seen).int(this.blocks.length)
    for (const { bytes, ends } of this.blocks) writer.blob(bytes).ints(ends)
  }

  load(reader: StateReader): void {
    const seen = reader.number()
    const count = reader.int()
    for (let i = 0; i < count; i++) this.add({ bytes: reader.blob(), ends: reader.ints() })
    this.seen = seen
  }
}

const lineOf = ({ bytes, ends }: Block, line: number): string =>
  decodeUtf8(bytes.subarray(line === 0 ? 0 : ends[line - 1]!, ends[line]!))
