import { type Batch, BEFORE, DELETE, type StateReader, type StateWriter } from '@millrace/engine'
import { ByteSink, JsonEncoder } from '@millrace/engine/formats'
import { decodeUtf8, type RowType } from '@millrace/language'
import { type KeptRows, MOST_BYTES } from './keptRows.ts'

/** Texts by which rows and keys are told apart. */
class Texts {
  private readonly encoder: JsonEncoder
  private readonly columns: readonly number[] | undefined
  private readonly out = new ByteSink(1024)

  constructor(row: RowType, columns?: readonly number[]) {
    this.columns = columns
    this.encoder = new JsonEncoder(columns ? columns.map((column) => row[column]!) : row)
  }

  of(batch: Batch, row: number): string {
    this.out.used = 0
    const { columns } = this
    const part = columns ? { ...batch, cols: columns.map((column) => batch.cols[column]!) } : batch
    this.encoder.writeRow(this.out, part, row, false)
    return decodeUtf8(this.out.bytes.subarray(0, this.out.used))
  }
}

/** Rows by key, for an input that replaces by key: a change keeps the place of its row. */
export class KeyedRows implements KeptRows {
  private readonly keys: Texts
  private readonly texts: Texts
  private readonly most: number
  private readonly rows = new Map<string, string>()
  private bytes = 0
  dropped = 0

  constructor(row: RowType, key: readonly number[], most: number) {
    this.keys = new Texts(row, key)
    this.texts = new Texts(row)
    this.most = most
  }

  get size(): number {
    return this.rows.size
  }

  apply(batch: Batch): void {
    for (let j = 0; j < batch.n; j++) {
      const i = batch.sel === null ? j : batch.sel[j]!
      const kind = batch.kinds === null ? 0 : batch.kinds[i]!
      if (kind === BEFORE) continue
      const key = this.keys.of(batch, i)
      if (kind === DELETE) this.remove(key)
      else this.put(key, this.texts.of(batch, i))
    }
  }

  private put(key: string, line: string): void {
    const before = this.rows.get(key)
    this.bytes += line.length - (before?.length ?? 0)
    this.rows.set(key, line)
    while (this.rows.size > this.most || (this.bytes > MOST_BYTES && this.rows.size > 1)) {
      this.remove(this.rows.keys().next().value!)
      this.dropped++
    }
  }

  private remove(key: string): void {
    const line = this.rows.get(key)
    if (line === undefined) return
    this.bytes -= line.length
    this.rows.delete(key)
  }

  lines(): Iterable<string> {
    return this.rows.values()
  }

  slice(from: number, to: number): string[] {
    const lines: string[] = []
    let at = 0
    for (const line of this.rows.values()) {
      if (at >= to) break
      if (at++ >= from) lines.push(line)
    }
    return lines
  }

  save(writer: StateWriter): void {
    writer.number(this.dropped).int(this.rows.size)
    for (const [key, line] of this.rows) writer.text(key).text(line)
  }

  load(reader: StateReader): void {
    const dropped = reader.number()
    const count = reader.int()
    for (let i = 0; i < count; i++) this.put(reader.text(), reader.text())
    this.dropped = dropped
  }
}

/** Rows and how often each is there, for an input that withdraws rows. */
export class CountedRows implements KeptRows {
  private readonly texts: Texts
  private readonly most: number
  private readonly rows = new Map<string, number>()
  private bytes = 0
  size = 0
  dropped = 0

  constructor(row: RowType, most: number) {
    this.texts = new Texts(row)
    this.most = most
  }

  apply(batch: Batch): void {
    for (let j = 0; j < batch.n; j++) {
      const i = batch.sel === null ? j : batch.sel[j]!
      const kind = batch.kinds === null ? 0 : batch.kinds[i]!
      const line = this.texts.of(batch, i)
      if (kind === BEFORE || kind === DELETE) this.remove(line)
      else this.add(line, 1)
    }
  }

  private add(line: string, times: number): void {
    const before = this.rows.get(line) ?? 0
    this.rows.set(line, before + times)
    this.size += times
    this.bytes += line.length * times
    while (this.size > this.most || (this.bytes > MOST_BYTES && this.size > 1)) {
      this.remove(this.rows.keys().next().value!)
      this.dropped++
    }
  }

  /** A row that was let go before may be withdrawn later. */
  private remove(line: string): void {
    const count = this.rows.get(line)
    if (count === undefined) return
    this.size--
    this.bytes -= line.length
    if (count === 1) this.rows.delete(line)
    else this.rows.set(line, count - 1)
  }

  *lines(): Iterable<string> {
    for (const [line, count] of this.rows) for (let i = 0; i < count; i++) yield line
  }

  slice(from: number, to: number): string[] {
    const lines: string[] = []
    let at = 0
    for (const [line, count] of this.rows) {
      if (at >= to) break
      for (let i = Math.max(0, from - at); i < Math.min(count, to - at); i++) lines.push(line)
      at += count
    }
    return lines
  }

  save(writer: StateWriter): void {
    writer.number(this.dropped).int(this.rows.size)
    for (const [line, count] of this.rows) writer.text(line).int(count)
  }

  load(reader: StateReader): void {
    const dropped = reader.number()
    const count = reader.int()
    for (let i = 0; i < count; i++) this.add(reader.text(), reader.int())
    this.dropped = dropped
  }
}
