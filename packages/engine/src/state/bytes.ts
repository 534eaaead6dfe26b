/** Reading and writing of snapshots: little-endian numbers, texts and arrays, each with its length. */
import { decodeUtf8, encodeUtf8 } from '@millrace/language'

export class StateWriter {
  private bytes = new Uint8Array(1024)
  private view = new DataView(this.bytes.buffer)
  private at = 0

  private room(size: number): number {
    const needed = this.at + size
    if (needed > this.bytes.length) {
      const next = new Uint8Array(Math.max(needed, 2 * this.bytes.length))
      next.set(this.bytes.subarray(0, this.at))
      this.bytes = next
      this.view = new DataView(next.buffer)
    }
    const from = this.at
    this.at += size
    return from
  }

  int(value: number): this {
    const at = this.room(4)
    this.view.setInt32(at, value, true)
    return this
  }
  number(value: number): this {
    const at = this.room(8)
    this.view.setFloat64(at, value, true)
    return this
  }
  blob(value: Uint8Array): this {
    this.int(value.length)
    const from = this.room(value.length)
    this.bytes.set(value, from)
    return this
  }
  text(value: string): this {
    return this.blob(encodeUtf8(value))
  }
  ints(value: Int32Array): this {
    return this.blob(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
  }

  finish(): Uint8Array {
    return this.bytes.slice(0, this.at)
  }
}

/** Thrown when a snapshot ends early or does not have the expected form. */
export class DamagedState extends Error {}

export class StateReader {
  private readonly bytes: Uint8Array
  private readonly view: DataView
  private at = 0
  constructor(bytes: Uint8Array) {
    // Subclasses of Uint8Array, such as Node's, give views where a copy is meant.
    this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  private take(size: number): number {
    if (size < 0 || this.at + size > this.bytes.length) throw new DamagedState('The saved state ends too early.')
    const from = this.at
    this.at += size
    return from
  }

  int(): number {
    return this.view.getInt32(this.take(4), true)
  }
  number(): number {
    return this.view.getFloat64(this.take(8), true)
  }
  blob(): Uint8Array {
    const size = this.int()
    const from = this.take(size)
    return this.bytes.slice(from, from + size)
  }
  text(): string {
    return decodeUtf8(this.blob())
  }
  ints(): Int32Array {
    const { buffer, byteLength } = this.blob()
    return new Int32Array(buffer, 0, byteLength >> 2)
  }
  get finished(): boolean {
    return this.at === this.bytes.length
  }
}
