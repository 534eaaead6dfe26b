import type { Column } from '@millrace/language'
import type { Batch } from '../batch.ts'
import { hasNull } from '../nullFree.ts'
import type { Layout, Records } from './layout.ts'

/**
 * Watches whether the keys of a table are such that an equal hash is an equal key, so that keys need not be compared: whole numbers of
 * 32 bits, alone or behind a number that is the same in all of them.
 */
export class PlainKeys {
  private readonly pair: boolean
  /** The number that all pairs begin with. */
  private first: number | undefined

  constructor(pair: boolean) {
    this.pair = pair
  }

  /** False when one of the keys of a batch is another one. `sameFirst`: all rows have the same value in the first column. */
  take({ cols }: Batch, columns: readonly number[], sel: Int32Array | null, n: number, sameFirst: boolean): boolean {
    const last = cols[columns[columns.length - 1]!]!
    if (!this.pair) return isPlain(last, sel, n)
    const { data, nulls } = cols[columns[0]!] as { data: Int32Array; nulls: Uint8Array | null }
    if (!sameFirst || nulls !== null) return false
    const first = data[sel === null ? 0 : sel[0]!]!
    this.first ??= first
    return first === this.first && isPlain(last, sel, n)
  }

  /** Goes on with the keys that are there. */
  resume({ cells }: Layout, { ints }: Records, bases: Int32Array): void {
    if (this.pair && bases.length > 0) this.first = ints[bases[0]! + cells[0]!.at]!
  }
}

/** For a new table; undefined where keys must be compared. */
export function plainKeys({ cells }: Layout): PlainKeys | undefined {
  const kinds = cells.map(({ kind }) => kind).join()
  if (kinds === 'i32,i64') return new PlainKeys(true)
  return kinds === 'i32' || kinds === 'bool' || kinds === 'i64' ? new PlainKeys(false) : undefined
}

/** Whether the selected values are whole numbers of 32 bits, and, if they could have more, not negative; the hash tells these apart. */
function isPlain(column: Column, sel: Int32Array | null, n: number): boolean {
  const { k, nulls } = column
  if (nulls !== null && hasNull(nulls, sel, n)) return false
  if (k !== 'i64') return true
  const { data } = column as { data: Int32Array }
  let high = 0
  if (sel === null) for (let j = 0; j < n; j++) high |= data[2 * j + 1]!
  else for (let j = 0; j < n; j++) high |= data[2 * sel[j]! + 1]!
  return high === 0
}
