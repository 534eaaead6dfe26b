import type { Records } from '@millrace/engine'

const SMALLEST = 1024

/** `Records` that grow by doubling and are filled again poll after poll, so that steady reading allocates nothing. */
export class RecordColumns implements Records {
  n = 0
  bytes: Uint8Array = new Uint8Array(0)
  valueStart = new Int32Array(SMALLEST)
  valueEnd = new Int32Array(SMALLEST)
  keyStart = new Int32Array(SMALLEST)
  keyEnd = new Int32Array(SMALLEST)
  headersStart = new Int32Array(SMALLEST)
  headersEnd = new Int32Array(SMALLEST)
  timestamp = new Float64Array(SMALLEST)
  position = new Float64Array(SMALLEST)

  /** Makes room for `extra` rows behind the first `n`. */
  reserve(extra: number): void {
    const needed = this.n + extra
    if (needed <= this.position.length) return
    const capacity = Math.max(needed, this.position.length * 2)
    this.valueStart = grown(this.valueStart, new Int32Array(capacity))
    this.valueEnd = grown(this.valueEnd, new Int32Array(capacity))
    this.keyStart = grown(this.keyStart, new Int32Array(capacity))
    this.keyEnd = grown(this.keyEnd, new Int32Array(capacity))
    this.headersStart = grown(this.headersStart, new Int32Array(capacity))
    this.headersEnd = grown(this.headersEnd, new Int32Array(capacity))
    this.timestamp = grown(this.timestamp, new Float64Array(capacity))
    this.position = grown(this.position, new Float64Array(capacity))
  }
}

function grown<Column extends Int32Array | Float64Array>(from: Column, to: Column): Column {
  to.set(from)
  return to
}
