import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Changes } from '@millrace/algebra'
import { type Batch, BEFORE, DELETE, KIND_NAMES } from '@millrace/engine'
import { ByteSink, JsonEncoder } from '@millrace/engine/formats'
import { decodeUtf8, type RowType, readCell, toJson } from '@millrace/language'

/** A file of rows as JSON lines that something is written to while a job runs. */
export interface RowFile {
  write(batch: Batch): void
  /** Puts what is left on the disk. */
  close(): void
}

const BLOCK = 256 * 1024

/** Every row as it comes; rows of an updating relation with `$kind`. */
export class ChangeFile implements RowFile {
  private readonly file: number
  private readonly encoder: JsonEncoder
  private readonly kinds: boolean
  private readonly out = new ByteSink(BLOCK)

  constructor(path: string, row: RowType, changes: Changes, goesOn: boolean) {
    mkdirSync(dirname(path), { recursive: true })
    this.file = openSync(path, goesOn ? 'a' : 'w')
    this.encoder = new JsonEncoder(row)
    this.kinds = changes.mode !== 'append'
  }

  write(batch: Batch): void {
    this.encoder.writeLines(this.out, batch, this.kinds)
    if (this.out.used >= BLOCK / 2) this.flush()
  }

  private flush(): void {
    writeSync(this.file, this.out.bytes, 0, this.out.used)
    this.out.used = 0
  }

  close(): void {
    this.flush()
    closeSync(this.file)
  }
}

/** The rows that are left when all changes have been applied, written at the end. */
export class FinalFile implements RowFile {
  private readonly path: string
  private readonly row: RowType
  private readonly key: readonly number[] | undefined
  private readonly encoder: JsonEncoder
  /** By key, or by the whole row where rows are withdrawn; with how often a row is there. */
  private readonly rows = new Map<string, { line: string; count: number }>()

  constructor(path: string, row: RowType, changes: Changes) {
    this.path = path
    this.row = row
    this.key = changes.mode === 'upsert' ? changes.key : undefined
    this.encoder = new JsonEncoder(row)
  }

  write(batch: Batch): void {
    const out = new ByteSink(1024)
    for (let j = 0; j < batch.n; j++) {
      const i = batch.sel === null ? j : batch.sel[j]!
      const kind = batch.kinds === null ? 0 : batch.kinds[i]!
      out.used = 0
      this.encoder.writeRow(out, batch, i, false)
      const line = decodeUtf8(out.bytes.subarray(0, out.used))
      if (this.key) this.upsert(this.keyOf(batch, i), line, kind)
      else this.change(line, KIND_NAMES[kind as 0 | 1 | 2 | 3].startsWith('+') ? 1 : -1)
    }
  }

  private keyOf(batch: Batch, i: number): string {
    return JSON.stringify(
      this.key!.map((column) =>
        toJson(readCell(batch.cols[column]!, i, this.row[column]!.type), this.row[column]!.type),
      ),
    )
  }

  private upsert(key: string, line: string, kind: number): void {
    if (kind === BEFORE) return
    if (kind === DELETE) this.rows.delete(key)
    else this.rows.set(key, { line, count: 1 })
  }

  private change(line: string, by: 1 | -1): void {
    const known = this.rows.get(line) ?? { line, count: 0 }
    known.count += by
    if (known.count === 0) this.rows.delete(line)
    else this.rows.set(line, known)
  }

  close(): void {
    mkdirSync(dirname(this.path), { recursive: true })
    const file = openSync(this.path, 'w')
    for (const { line, count } of this.rows.values()) writeSync(file, `${line}\n`.repeat(Math.max(0, count)))
    closeSync(file)
  }
}
