import {
  type Column,
  ColumnBuffer,
  columnKind,
  type FieldType,
  isText,
  type RowType,
  type Zone,
} from '@millrace/language'
import { BATCH_ROWS } from '../../batch.ts'
import type { Decoder, Rejection } from '../../source/decoder.ts'
import type { Records } from '../../source/records.ts'
import { cellReader, notOfType, type ReadCell } from '../cells.ts'

const QUOTE = 0x22

interface Target {
  name: string
  type: FieldType
  required: boolean
  read: ReadCell
  text: boolean
  buffer: ColumnBuffer
}

/**
 * Delimited values to columns, in the order of the schema or of a header (RFC 4180).
 *
 * A value in quotes may hold the delimiter and, doubled, the quote. A value without quotes that equals `nullText` is NULL.
 */
export class CsvDecoder implements Decoder {
  private readonly targets: readonly Target[]
  private readonly delimiter: number
  private readonly nullText: Uint8Array
  /** Target of each value of a line; −1 is skipped. */
  private order: readonly number[]
  private error = ''
  private valueStart = 0
  private valueEnd = 0
  private quoted = false

  constructor(
    row: RowType,
    zone: Zone,
    {
      delimiter = ',',
      nullText = '',
      skipped,
    }: { delimiter?: string; nullText?: string; skipped?: ReadonlySet<number> } = {},
  ) {
    this.targets = row.map(({ name, type, nullable }) => ({
      name,
      type,
      required: !nullable,
      read: cellReader(type, zone),
      text: isText(type),
      buffer: new ColumnBuffer(columnKind(type), BATCH_ROWS),
    }))
    this.delimiter = delimiter.charCodeAt(0)
    this.nullText = Uint8Array.from(nullText, (c) => c.charCodeAt(0))
    this.order = row.map((_, index) => index).filter((index) => !skipped?.has(index))
  }

  /** Values come in the order of these names; names that are not fields are skipped. */
  setHeader(names: readonly string[]): void {
    this.order = names.map((name) => this.targets.findIndex((target) => target.name === name))
  }

  decode(
    records: Records,
    from: number,
    to: number,
    rejections: Rejection[],
  ): { columns: Column[]; rows: number; kinds: null } {
    for (const { buffer } of this.targets) {
      buffer.clear()
      buffer.reserve(to - from)
    }
    let row = 0
    for (let record = from; record < to; record++) {
      const start = records.valueStart[record]!
      if (start >= 0 && this.line(records.bytes, start, records.valueEnd[record]!, row)) row++
      else rejections.push({ record, error: start < 0 ? 'The record has no value.' : this.error })
    }
    return { columns: this.targets.map(({ buffer }) => buffer.column()), rows: row, kinds: null }
  }

  private line(bytes: Uint8Array, start: number, end: number, row: number): boolean {
    let at = start
    const filled = this.order.length
    for (let value = 0; value < filled; value++) {
      if (at > end) return this.fail(`The line has ${value} values, ${filled} are expected.`)
      at = this.next(bytes, at, end)
      if (at < 0) return false
      const index = this.order[value]!
      if (index >= 0 && !this.store(bytes, this.targets[index]!, row)) return false
    }
    if (at <= end && filled > 0) return this.fail(`The line has more than ${filled} values.`)
    return this.fillUnnamed(row)
  }

  private fail(error: string): false {
    this.error = error
    return false
  }

  /** Finds the value at a position; returns the beginning of the next one, which is beyond the end after the last. */
  private next(bytes: Uint8Array, from: number, end: number): number {
    this.quoted = bytes[from] === QUOTE && from < end
    if (!this.quoted) {
      let at = from
      while (at < end && bytes[at] !== this.delimiter) at++
      this.valueStart = from
      this.valueEnd = at
      return at + 1
    }
    let at = from + 1
    let to = at
    this.valueStart = at
    while (at < end) {
      if (bytes[at] !== QUOTE) bytes[to++] = bytes[at++]!
      else if (bytes[at + 1] === QUOTE && at + 1 < end) {
        bytes[to++] = QUOTE
        at += 2
      } else break
    }
    this.valueEnd = to
    const closed = at < end
    at++
    if (closed && (at >= end || bytes[at] === this.delimiter)) return at + 1
    this.fail(closed ? 'There is text behind a quoted value.' : 'A quoted value is not closed.')
    return -1
  }

  private store(bytes: Uint8Array, target: Target, row: number): boolean {
    const { valueStart, valueEnd, quoted } = this
    target.buffer.nulls[row] = 0
    if (!quoted && this.isNull(bytes, valueStart, valueEnd)) return this.storeNull(target, row)
    const start = target.text || quoted ? valueStart : trimStart(bytes, valueStart, valueEnd)
    const end = target.text || quoted ? valueEnd : trimEnd(bytes, start, valueEnd)
    return (
      target.read(bytes, start, end, target.buffer, row) ||
      this.fail(notOfType(bytes, start, end, target.name, target.type))
    )
  }

  private storeNull(target: Target, row: number): boolean {
    if (target.required) return this.fail(`Field \`${target.name}\` must not be NULL.`)
    target.buffer.setNull(row)
    return true
  }

  private isNull(bytes: Uint8Array, start: number, end: number): boolean {
    const { nullText } = this
    if (end - start !== nullText.length) return false
    return nullText.every((byte, i) => bytes[start + i] === byte)
  }

  /** Fields that the header does not name are NULL. */
  private fillUnnamed(row: number): boolean {
    for (const [index, target] of this.targets.entries()) {
      if (!this.order.includes(index) && !this.storeNull(target, row)) return false
    }
    return true
  }
}

function trimStart(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && bytes[at] === 0x20) at++
  return at
}

function trimEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = end
  while (at > start && bytes[at - 1] === 0x20) at--
  return at
}

/** The names in a header line; those without quotes lose the blanks around them. */
export function headerNames(line: string, delimiter: string): string[] {
  const names: string[] = []
  let at = 0
  do {
    const quoted = line[at] === '"'
    const end = quoted ? closingQuote(line, at + 1) : orEnd(line.indexOf(delimiter, at), line)
    names.push(quoted ? line.slice(at + 1, end).replaceAll('""', '"') : line.slice(at, end).trim())
    at = orEnd(line.indexOf(delimiter, end), line) + 1
  } while (at <= line.length)
  return names
}

const orEnd = (at: number, line: string) => (at < 0 ? line.length : at)

/** Place of the quote that ends a value, or the end of the line. */
function closingQuote(line: string, from: number): number {
  let at = orEnd(line.indexOf('"', from), line)
  while (line[at + 1] === '"') at = orEnd(line.indexOf('"', at + 2), line)
  return at
}
