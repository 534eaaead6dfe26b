import type { Batch } from '@millrace/engine'
import { type Column, encodeUtf8, write64 } from '@millrace/language'

export type { Batch }

const ROWS = 1024
const KEYS = 10_000
const SHOPS = 1_000

/** Rows of id, user_id, shop, price, amount, ts as batches: 20,000 a second, keys scattered. */
export const ColumnBuffers = {
  make(rows: number): Batch[] {
    const shops = Array.from({ length: SHOPS }, (_, i) => encodeUtf8(`shop-${i}`))
    const bytes = new Uint8Array(shops.reduce((sum, shop) => sum + shop.length, 0))
    const begins = new Int32Array(SHOPS + 1)
    for (const [i, shop] of shops.entries()) {
      bytes.set(shop, begins[i]!)
      begins[i + 1] = begins[i]! + shop.length
    }
    return Array.from({ length: Math.ceil(rows / ROWS) }, (_, b) =>
      batchOf(b * ROWS, Math.min(ROWS, rows - b * ROWS), bytes, begins),
    )
  },
}

function batchOf(first: number, n: number, bytes: Uint8Array, begins: Int32Array): Batch {
  const [id, price] = [new Int32Array(2 * n), new Int32Array(2 * n)]
  const user = new Int32Array(n)
  const [start, end] = [new Int32Array(n), new Int32Array(n)]
  const [amount, time] = [new Float64Array(n), new Float64Array(n)]
  for (let i = 0; i < n; i++) {
    const row = first + i
    const random = (Math.imul(row, 2654435761) ^ (row >>> 7)) >>> 0
    write64(id, i, row)
    write64(price, i, random % 1000)
    user[i] = random % KEYS
    start[i] = begins[random % SHOPS]!
    end[i] = begins[(random % SHOPS) + 1]!
    amount[i] = (random % 100000) / 100
    time[i] = 1_700_000_000_000 + Math.floor(row / 20)
  }
  const cols: Column[] = [
    { k: 'i64', nulls: null, data: id },
    { k: 'i32', nulls: null, data: user },
    { k: 'bytes', nulls: null, start, end, bytes },
    { k: 'i64', nulls: null, data: price },
    { k: 'f64', nulls: null, data: amount },
    { k: 'f64', nulls: null, data: time },
  ]
  return {
    cols,
    rows: n,
    n,
    sel: null,
    kinds: null,
    minTime: Number.NEGATIVE_INFINITY,
    maxTime: Number.POSITIVE_INFINITY,
  }
}
