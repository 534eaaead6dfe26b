import type { ColumnBuffer } from '@millrace/language'

/** Gives a row of a column the value of another row. */
export function copyCell(buffer: ColumnBuffer, from: number, to: number): void {
  if (buffer.nulls[from] === 1) return buffer.setNull(to)
  buffer.nulls[to] = 0
  const { data } = buffer
  switch (buffer.kind) {
    case 'bytes':
      buffer.start[to] = buffer.start[from]!
      buffer.end[to] = buffer.end[from]!
      return
    case 'i64':
      data[2 * to] = data[2 * from]!
      data[2 * to + 1] = data[2 * from + 1]!
      return
    case 'i128':
      for (let w = 0; w < 4; w++) data[4 * to + w] = data[4 * from + w]!
      return
    default:
      data[to] = data[from]!
  }
}

/**
 * Whether two rows of a column have the same value as results of an aggregate.
 *
 * Numbers are compared by value, as in Flink's generated code: NaN differs from itself and −0 is 0.
 */
export function sameValue(buffer: ColumnBuffer, a: number, b: number): boolean {
  const { nulls, data } = buffer
  if (nulls[a] === 1 || nulls[b] === 1) return nulls[a] === nulls[b]
  switch (buffer.kind) {
    case 'bytes':
      return sameBytes(buffer, a, b)
    case 'i64':
      return data[2 * a] === data[2 * b] && data[2 * a + 1] === data[2 * b + 1]
    case 'i128':
      return sameWords(data, 4 * a, 4 * b, 4)
    default:
      return data[a] === data[b]
  }
}

function sameWords(data: ColumnBuffer['data'], a: number, b: number, words: number): boolean {
  for (let w = 0; w < words; w++) if (data[a + w] !== data[b + w]) return false
  return true
}

function sameBytes({ bytes, start, end }: ColumnBuffer, a: number, b: number): boolean {
  const [from, other] = [start[a]!, start[b]!]
  const length = end[a]! - from
  if (end[b]! - other !== length) return false
  for (let i = 0; i < length; i++) if (bytes[from + i] !== bytes[other + i]) return false
  return true
}
