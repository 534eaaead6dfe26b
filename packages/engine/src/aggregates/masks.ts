import type { Batch } from '../batch.ts'
import type { Selected } from './selected.ts'

type Flags = { data: Uint8Array; nulls: Uint8Array | null }

let never = new Uint8Array(1024)

/**
 * A word for each chosen row with a bit for each condition that is true in it: bit 0 for the first one. Conditions are columns; one
 * that is not there is true. There are at most 32.
 */
export function writeMasks(
  conditions: readonly (number | undefined)[],
  batch: Batch,
  { rows, n }: Selected,
  masks: Int32Array,
): void {
  if (batch.rows > never.length) never = new Uint8Array(batch.rows)
  let always = 0
  const plain: { data: Uint8Array; shift: number }[] = []
  const nullable: { data: Uint8Array; nulls: Uint8Array; shift: number }[] = []
  for (const [shift, condition] of conditions.entries()) {
    if (condition === undefined) always |= 1 << shift
    else {
      const { data, nulls } = batch.cols[condition] as Flags
      if (nulls === null) plain.push({ data, shift })
      else nullable.push({ data, nulls, shift })
    }
  }
  const [a = NONE(), b = NONE(), c = NONE()] = plain
  for (let j = 0; j < n; j++) {
    const i = rows[j]!
    masks[j] = always | (a.data[i]! << a.shift) | (b.data[i]! << b.shift) | (c.data[i]! << c.shift)
  }
  for (const { data, shift } of plain.slice(3))
    for (let j = 0; j < n; j++) masks[j] = masks[j]! | (data[rows[j]!]! << shift)
  for (const { data, nulls, shift } of nullable)
    for (let j = 0; j < n; j++) masks[j] = masks[j]! | ((data[rows[j]!]! & (1 ^ nulls[rows[j]!]!)) << shift)
}

const NONE = () => ({ data: never, shift: 0 })
