import type { Column } from '@millrace/language'

/**
 * A word for each value of a column: whoever has the higher one is the better row. Equal words may stand for different values.
 *
 * It is the value, or the beginning of a text, as a number of 32 bits with a sign, an exponent and 24 digits (IEEE 754), in the order
 * of whole numbers. NULL is the lowest value and NaN the highest, as in Flink.
 */
export class OrderWords {
  private readonly column: number | undefined
  private readonly sign: 1 | -1
  private numbers = new Float32Array(1024)
  private words = new Int32Array(this.numbers.buffer)

  /** `first`: the first field of the order; without one all words are equal. */
  constructor(first: { column: number; descending: boolean } | undefined) {
    this.column = first?.column
    this.sign = first?.descending ? 1 : -1
  }

  /** The words of the selected rows; valid until the next call. */
  of(cols: readonly Column[], sel: Int32Array | null, n: number): Int32Array {
    if (n > this.numbers.length) {
      this.numbers = new Float32Array(n)
      this.words = new Int32Array(this.numbers.buffer)
    }
    if (this.column === undefined) return this.words
    const column = cols[this.column]!
    const { words } = this
    if (column.k === 'i64' && column.nulls === null) this.writeLongs(column.data, sel, n)
    else this.write(column, sel, n)
    // Negative numbers are in order the other way round.
    for (let j = 0; j < n; j++) words[j] = words[j]! ^ ((words[j]! >> 31) >>> 1)
    return words
  }

  private write(column: Column, sel: Int32Array | null, n: number): void {
    const { numbers, sign } = this
    const numberOf = NUMBERS[column.k] as (column: Column, i: number) => number
    for (let j = 0; j < n; j++) {
      const i = sel === null ? j : sel[j]!
      const isNull = column.nulls !== null && column.nulls[i] === 1
      // Of the two zeros only one is left.
      numbers[j] = sign * (isNull ? Number.NEGATIVE_INFINITY : numberOf(column, i)) + 0
    }
  }

  /** The same for what most rankings are by. */
  private writeLongs(data: Int32Array, sel: Int32Array | null, n: number): void {
    const { numbers, sign } = this
    for (let j = 0; j < n; j++) {
      const i = 2 * (sel === null ? j : sel[j]!)
      numbers[j] = sign * (data[i + 1]! * TWO_32 + (data[i]! >>> 0)) + 0
    }
  }
}

type Of<K extends Column['k']> = Extract<Column, { k: K }>

const TWO_32 = 2 ** 32

/** Numbers in the order of the values. A sum of words is rounded, but no further than to the number of a neighbour. */
const NUMBERS = {
  bool: ({ data }: Of<'bool'>, i: number) => data[i]!,
  i32: ({ data }: Of<'i32'>, i: number) => data[i]!,
  f64: ({ data }: Of<'f64'>, i: number) => (Number.isNaN(data[i]!) ? Number.POSITIVE_INFINITY : data[i]!),
  i64: ({ data }: Of<'i64'>, i: number) => data[2 * i + 1]! * TWO_32 + (data[2 * i]! >>> 0),
  i128: ({ data }: Of<'i128'>, i: number) => {
    let number = data[4 * i + 3]!
    for (let w = 2; w >= 0; w--) number = number * TWO_32 + (data[4 * i + w]! >>> 0)
    return number
  },
  bytes: ({ bytes, start, end }: Of<'bytes'>, i: number) => {
    const from = start[i]!
    let number = 0
    for (let b = 0; b < 6; b++) number = 256 * number + (from + b < end[i]! ? bytes[from + b]! : 0)
    return number
  },
} satisfies { [K in Column['k']]: (column: Of<K>, i: number) => number }
