import { readInt64, writeInt64 } from '../int64.ts'

const decoder = new TextDecoder()

/** Reads the fields of a response in the order in which they come. Throws a RangeError at the end of the bytes. */
export class Reader {
  readonly bytes: Uint8Array
  readonly #view: DataView
  at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  boolean(): boolean {
    return this.int8() !== 0
  }

  int8(): number {
    return this.#view.getInt8(this.#advance(1))
  }

  int16(): number {
    return this.#view.getInt16(this.#advance(2))
  }

  int32(): number {
    return this.#view.getInt32(this.#advance(4))
  }

  int64(): number {
    return readInt64(this.#view, this.#advance(8))
  }

  string(): string {
    return this.nullableString() ?? ''
  }

  nullableString(): string | null {
    const length = this.int16()
    return length < 0 ? null : decoder.decode(this.#take(length))
  }

  /** Passes over a byte section and tells where it lies. */
  section(): { start: number; end: number } {
    const length = Math.max(this.int32(), 0)
    const start = this.#advance(length)
    return { start, end: start + length }
  }

  array<Item>(item: () => Item): Item[] {
    const items: Item[] = []
    for (let left = this.int32(); left > 0; left--) items.push(item())
    return items
  }

  #take(length: number): Uint8Array {
    const start = this.#advance(length)
    return this.bytes.subarray(start, start + length)
  }

  #advance(length: number): number {
    const start = this.at
    this.at = start + length
    if (this.at > this.bytes.length) throw new RangeError('A response of the broker ends too early.')
    return start
  }
}

/** Writes the fields of a request. Large sections are kept as they are and never copied. */
export class Writer {
  readonly #parts: Uint8Array[] = []
  #buffer = Buffer.allocUnsafe(512)
  #start = 0
  #at = 0

  boolean(value: boolean): this {
    return this.int8(value ? 1 : 0)
  }

  int8(value: number): this {
    this.#reserve(1)
    this.#at = this.#buffer.writeInt8(value, this.#at)
    return this
  }

  int16(value: number): this {
    this.#reserve(2)
    this.#at = this.#buffer.writeInt16BE(value, this.#at)
    return this
  }

  int32(value: number): this {
    this.#reserve(4)
    this.#at = this.#buffer.writeInt32BE(value, this.#at)
    return this
  }

  int64(value: number): this {
    this.#reserve(8)
    writeInt64(new DataView(this.#buffer.buffer, this.#buffer.byteOffset + this.#at, 8), 0, value)
    this.#at += 8
    return this
  }

  string(value: string | null): this {
    if (value === null) return this.int16(-1)
    const length = Buffer.byteLength(value)
    this.int16(length)
    this.#reserve(length)
    this.#at += this.#buffer.write(value, this.#at)
    return this
  }

  section(bytes: Uint8Array): this {
    this.int32(bytes.length)
    this.#close()
    this.#parts.push(bytes)
    return this
  }

  array<Item>(items: readonly Item[], write: (item: Item) => void): this {
    this.int32(items.length)
    for (const item of items) write(item)
    return this
  }

  parts(): Uint8Array[] {
    this.#close()
    return this.#parts
  }

  #close(): void {
    if (this.#at > this.#start) this.#parts.push(this.#buffer.subarray(this.#start, this.#at))
    this.#start = this.#at
  }

  #reserve(size: number): void {
    if (this.#at + size <= this.#buffer.length) return
    this.#close()
    this.#buffer = Buffer.allocUnsafe(Math.max(size, 4096))
    this.#start = 0
    this.#at = 0
  }
}
