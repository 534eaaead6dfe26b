import {
  type Column,
  ColumnBuffer,
  columnKind,
  type FieldType,
  isText,
  type RowType,
  type Zone,
} from '@millrace/language'
import { AFTER, BATCH_ROWS, BEFORE, DELETE, INSERT } from '../../batch.ts'
import type { Decoder, Rejection } from '../../source/decoder.ts'
import type { Records } from '../../source/records.ts'
import { cellReader, notOfType, type ReadCell, textAt } from '../cells.ts'
import { Forms } from './forms.ts'
import { INSIDE, type KeyOptions, Keys, KIND, type Level, nameOf, SKIP } from './keys.ts'
import {
  BACKSLASH,
  CLOSE_BRACE,
  COLON,
  COMMA,
  compact,
  endOfString,
  endOfValue,
  isScalar,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  skipSpace,
  unescapeInPlace,
} from './scan.ts'

interface Target {
  name: string
  type: FieldType
  required: boolean
  text: boolean
  nested: boolean
  read: ReadCell
  buffer: ColumnBuffer
  /** Record in which the field was last seen. */
  seen: number
}

/** Keys of one object whose order is remembered. */
const MOST_KEYS = 1000

/**
 * JSON objects to columns, by the schema.
 *
 * Expects the keys in the order of the record before, which is how machines write them, and looks a key up otherwise. Missing fields
 * are NULL, unknown ones are skipped. Numbers are read from text, text from numbers and nested values, as in Flink's JSON format.
 */
export class JsonDecoder implements Decoder {
  private readonly targets: (Target | undefined)[]
  private readonly keys: Keys
  private readonly forms: Forms
  private readonly kinds: Uint8Array | null
  private stamp = 0
  private error = ''
  /** Text columns refer into the records' bytes. */
  private shared: Uint8Array = new Uint8Array(0)
  private rowKind = INSERT
  private recordStart = 0
  private recordEnd = 0
  private changed = false
  private original = new Uint8Array(0)

  constructor(row: RowType, zone: Zone, options: KeyOptions = {}) {
    const { skipped, kinds = false } = options
    this.targets = row.map((field, index) => (skipped?.has(index) ? undefined : target(field, zone)))
    this.keys = new Keys(row, { ...options, kinds })
    this.forms = new Forms(this.keys, this.targets)
    this.kinds = kinds ? new Uint8Array(BATCH_ROWS) : null
  }

  decode(
    records: Records,
    from: number,
    to: number,
    rejections: Rejection[],
  ): { columns: Column[]; rows: number; kinds: Uint8Array | null } {
    this.shared = records.bytes
    if (this.kinds && this.kinds.length < to - from)
      throw new Error('A batch of records is larger than the decoder expects.')
    for (const field of this.targets) {
      field?.buffer.clear()
      field?.buffer.reserve(to - from)
    }
    let row = 0
    for (let record = from; record < to; record++) {
      const start = records.valueStart[record]!
      this.rowKind = INSERT
      const read =
        start < 0
          ? this.fail('The record has no value.')
          : this.read(records.bytes, start, records.valueEnd[record]!, row)
      if (!read) {
        rejections.push({ record, error: this.error })
        continue
      }
      if (this.kinds) this.kinds[row] = this.rowKind
      row++
    }
    return { columns: this.targets.map((field) => (field ? this.column(field) : EMPTY)), rows: row, kinds: this.kinds }
  }

  private column({ buffer, text }: Target): Column {
    if (!text) return buffer.column()
    return {
      k: 'bytes',
      nulls: buffer.anyNull ? buffer.nulls : null,
      start: buffer.start,
      end: buffer.end,
      bytes: this.shared,
    }
  }

  private fail(error: string): false {
    this.error = error
    return false
  }

  private read(bytes: Uint8Array, start: number, end: number, row: number): boolean {
    if (this.forms.read(bytes, start, end, row)) return true
    this.changed = false
    if (this.record(bytes, start, end, row)) {
      if (!this.changed && this.kinds === null) this.forms.learn(bytes, start, end)
      return true
    }
    if (this.changed) bytes.set(this.original.subarray(0, end - start), start)
    return false
  }

  /** Keeps the record as it came, before its bytes are changed: one that is rejected is shown so. */
  private keepOriginal(bytes: Uint8Array): void {
    if (this.changed) return
    this.changed = true
    const size = this.recordEnd - this.recordStart
    if (this.original.length < size) this.original = new Uint8Array(2 * size)
    this.original.set(bytes.subarray(this.recordStart, this.recordEnd))
  }

  /** One record; false with a reason when it cannot be read. */
  private record(bytes: Uint8Array, start: number, end: number, row: number): boolean {
    const stamp = ++this.stamp
    this.recordStart = start
    this.recordEnd = end
    const begin = skipSpace(bytes, start, end)
    if (bytes[begin] !== OPEN_BRACE || begin >= end) return this.fail('The record is not a JSON object.')
    const at = this.object(bytes, begin, end, this.keys.record, row, stamp)
    if (at < 0) return false
    if (skipSpace(bytes, at, end) !== end)
      return this.fail(`There is more text after the object at byte ${at - start}.`)
    return this.fillMissing(row, stamp)
  }

  /** Reads the fields of an object whose brace is at a position; returns the position behind it, or −1. */
  private object(bytes: Uint8Array, from: number, end: number, level: Level, row: number, stamp: number): number {
    let at = skipSpace(bytes, from + 1, end)
    if (bytes[at] === CLOSE_BRACE && at < end) return at + 1
    for (let position = 0; ; position++) {
      const code = this.key(bytes, at, end, level, position)
      if (this.keyEnd < 0) return -1
      at = skipSpace(bytes, this.keyEnd, end)
      if (bytes[at] !== COLON || at >= end) return this.broken(at, end, 'A colon is missing after the key')
      at = skipSpace(bytes, at + 1, end)
      at =
        code <= INSIDE && bytes[at] === OPEN_BRACE
          ? this.object(bytes, at, end, this.keys.inside(code), row, stamp)
          : this.value(bytes, at, end, this.keys.plain(code), row, stamp)
      if (at < 0) return -1
      at = skipSpace(bytes, at, end)
      if (bytes[at] === CLOSE_BRACE && at < end) return at + 1
      if (bytes[at] !== COMMA || at >= end) return this.broken(at, end, 'A comma is missing')
      at = skipSpace(bytes, at + 1, end)
    }
  }

  private broken(at: number, end: number, what: string): -1 {
    this.fail(at >= end ? 'The record ends too early.' : `${what} at byte ${at - this.recordStart}.`)
    return -1
  }

  private keyEnd = 0

  /** What the key at a position stands for; `keyEnd` is behind it, or −1 after an error. */
  private key(bytes: Uint8Array, at: number, end: number, level: Level, position: number): number {
    const expected = level.orderKey[position]
    if (expected !== undefined) {
      const { length } = expected
      let i = 0
      while (i < length && bytes[at + i] === expected[i]) i++
      if (i === length) {
        this.keyEnd = at + length
        return level.orderCode[position]!
      }
    }
    return this.lookUp(bytes, at, end, level, position)
  }

  private lookUp(bytes: Uint8Array, at: number, end: number, level: Level, position: number): number {
    this.keyEnd = bytes[at] === QUOTE ? endOfString(bytes, at, end) : -1
    if (this.keyEnd < 0) {
      this.fail('A key must be a text in double quotes.')
      return SKIP
    }
    const quoted = bytes.slice(at, this.keyEnd)
    const name = nameOf(quoted)
    const code = (name === undefined ? undefined : level.byName.get(name)) ?? SKIP
    if (position < MOST_KEYS) {
      level.orderCode[position] = code
      level.orderKey[position] = quoted
    }
    return code
  }

  /** Reads or skips a value; returns the position behind it, or −1. */
  private value(bytes: Uint8Array, at: number, end: number, field: number, row: number, stamp: number): number {
    if (field < 0) {
      const after = this.endOf(bytes, at, end)
      if (after >= 0 && field === KIND && !this.kind(textAt(bytes, at, after))) return -1
      return after
    }
    const target = this.targets[field]!
    target.seen = stamp
    const first = bytes[at]!
    if (first === QUOTE && target.type.t !== 'JSON') return this.textValue(bytes, at, end, target, row)
    const after = this.endOf(bytes, at, end)
    if (after < 0) return -1
    if (first === 0x6e) return this.nullValue(target, row) ? after : -1
    if (target.text) {
      this.bareText(bytes, at, after, first, target, row)
      return after
    }
    const nested = first === OPEN_BRACE || first === OPEN_BRACKET
    if (nested && !target.nested) return this.wrong(bytes, at, after, target)
    // A record that was rejected may have left a NULL in this row.
    target.buffer.nulls[row] = 0
    return target.read(bytes, at, after, target.buffer, row) ? after : this.wrong(bytes, at, after, target)
  }

  /** Position behind a value that is not a text of the schema; −1 when it is no value. */
  private endOf(bytes: Uint8Array, at: number, end: number): number {
    const first = bytes[at]!
    const after = endOfValue(bytes, at, end)
    if (after < 0) this.fail('The record ends too early.')
    else if (first !== QUOTE && first !== OPEN_BRACE && first !== OPEN_BRACKET && !isScalar(bytes, at, after)) {
      this.fail(`${JSON.stringify(textAt(bytes, at, Math.min(after, at + 60)))} is not a JSON value.`)
      return -1
    }
    return after
  }

  private wrong(bytes: Uint8Array, at: number, after: number, { name, type }: Target): number {
    this.fail(notOfType(bytes, at, after, name, type))
    return -1
  }

  private textValue(bytes: Uint8Array, at: number, end: number, target: Target, row: number): number {
    let to = at + 1
    let escaped = false
    while (to < end && bytes[to] !== QUOTE) {
      if (bytes[to] === BACKSLASH) {
        escaped = true
        to++
      }
      to++
    }
    if (to >= end) {
      this.fail('A text in the record is not closed.')
      return -1
    }
    const after = to + 1
    if (escaped) this.keepOriginal(bytes)
    const last = escaped ? unescapeInPlace(bytes, at + 1, to) : to
    if (last < 0) {
      this.fail(`Field \`${target.name}\`: a text has an escape that does not exist.`)
      return -1
    }
    if (target.text) {
      target.buffer.start[row] = at + 1
      target.buffer.end[row] = last
      target.buffer.nulls[row] = 0
      return after
    }
    target.buffer.nulls[row] = 0
    // Nested values are not read from text, or "[]" would be an array.
    if (target.nested || !target.read(bytes, at + 1, last, target.buffer, row))
      return this.wrong(bytes, at + 1, last, target)
    return after
  }

  /** A number, condition or nested value as text: as it is written, nested ones without blanks. */
  private bareText(bytes: Uint8Array, at: number, after: number, first: number, { buffer }: Target, row: number): void {
    buffer.start[row] = at
    buffer.end[row] = after
    buffer.nulls[row] = 0
    if (first !== OPEN_BRACE && first !== OPEN_BRACKET) return
    this.keepOriginal(bytes)
    const dense = compact(bytes, at, after)
    bytes.set(dense, at)
    buffer.end[row] = at + dense.length
  }

  private nullValue(target: Target, row: number): boolean {
    if (target.required) return this.fail(`Field \`${target.name}\` must not be NULL.`)
    target.buffer.setNull(row)
    return true
  }

  private kind(text: string): boolean {
    const kind = { '"+I"': INSERT, '"-U"': BEFORE, '"+U"': AFTER, '"-D"': DELETE }[text]
    if (kind === undefined) return this.fail(`\`$kind\` must be "+I", "-U", "+U" or "-D", found ${text}.`)
    this.rowKind = kind
    return true
  }

  private fillMissing(row: number, stamp: number): boolean {
    for (let f = 0; f < this.targets.length; f++) {
      const target = this.targets[f]
      if (target === undefined || target.seen === stamp) continue
      if (target.required) return this.fail(`Field \`${target.name}\` is missing.`)
      target.buffer.setNull(row)
    }
    return true
  }
}

const EMPTY: Column = { k: 'i32', nulls: null, data: new Int32Array(0) }

function target({ name, type, nullable }: RowType[number], zone: Zone): Target {
  return {
    name,
    type,
    required: !nullable,
    text: isText(type),
    nested: ['ARRAY', 'MAP', 'ROW', 'JSON'].includes(type.t),
    read: cellReader(type, zone),
    buffer: new ColumnBuffer(columnKind(type), BATCH_ROWS),
    seen: 0,
  }
}
