/** Nanoseconds per row of typical expressions: generated code against a loop written by hand over the same columns, in one run. */
import {
  type Column,
  ColumnBuffer,
  checkText,
  columnKind,
  compileLoop,
  type Environment,
  encodeUtf8,
  type LoopOutput,
  type RowType,
  typeOf,
  UTC,
  type Value,
} from '@millrace/language'

const ROWS = 8192
const BATCHES = 12
const ROUNDS = 15

const fields: RowType = [
  { name: 'i', ...typeOf('INT NOT NULL') },
  { name: 'j', ...typeOf('INT NOT NULL') },
  { name: 'n', ...typeOf('INT') },
  { name: 'l', ...typeOf('BIGINT NOT NULL') },
  { name: 'd', ...typeOf('DOUBLE NOT NULL') },
  { name: 'price', ...typeOf('DECIMAL(10, 2) NOT NULL') },
  { name: 'tax', ...typeOf('DECIMAL(4, 3) NOT NULL') },
  { name: 'status', ...typeOf('STRING NOT NULL') },
  { name: 'name', ...typeOf('STRING NOT NULL') },
  { name: 't', ...typeOf('TIMESTAMP(3) NOT NULL') },
]

const STATUS = ['PAID', 'OPEN', 'CANCELLED', 'RETURNED']

function valuesOf(row: number): Value[] {
  const random = Math.imul(row + 1, 2654435761) >>> 0
  return [
    random % 1000,
    1 + (random % 97),
    random % 3 === 0 ? null : random % 500,
    1000 + (random % 100_000),
    (random % 10_000) / 7,
    100 + (random % 1_000_000),
    random % 999,
    STATUS[random % 4]!,
    `customer-${(random % 100_000).toString(36)}`,
    1_700_000_000_000 + (random % 864_000_00),
  ]
}

const columns: Column[] = fields.map(({ type }, at) => {
  const buffer = new ColumnBuffer(columnKind(type), ROWS)
  for (let row = 0; row < ROWS; row++) buffer.put(row, valuesOf(row)[at]!, type)
  return buffer.column()
})

const numbers = (name: string) =>
  (columns[fields.findIndex((field) => field.name === name)] as { data: Int32Array | Float64Array }).data
const texts = (name: string) =>
  columns[fields.findIndex((field) => field.name === name)] as Extract<Column, { k: 'bytes' }>
/** What a loop by hand reads. */
const input = {
  ...(Object.fromEntries(['i', 'j', 'n', 'l', 'price', 'tax'].map((name) => [name, numbers(name)])) as Record<
    'i' | 'j' | 'n' | 'l' | 'price' | 'tax',
    Int32Array
  >),
  ...(Object.fromEntries(['d', 't'].map((name) => [name, numbers(name)])) as Record<'d' | 't', Float64Array>),
  nullsOfN: columns[2]!.nulls!,
  status: texts('status'),
  name: texts('name'),
}

/** What a loop by hand writes to. */
const output = {
  kept: new Int32Array(ROWS),
  int: new Int32Array(ROWS),
  double: new Float64Array(ROWS),
  long: new Int32Array(2 * ROWS),
  wide: new Int32Array(4 * ROWS),
  text: new ColumnBuffer('bytes', ROWS),
}

function writeLong(data: Int32Array, row: number, value: number): void {
  data[2 * row] = value | 0
  data[2 * row + 1] = value === (value | 0) ? value >> 31 : Math.floor(value / 4294967296)
}
const readLong = (data: Int32Array, row: number) => {
  const low = data[2 * row]!
  const high = data[2 * row + 1]!
  return high === low >> 31 ? low : high * 4294967296 + (low >>> 0)
}

/** As 128 bits: what DECIMAL of more than 18 digits is kept in. */
function writeWide(data: Int32Array, row: number, value: number): void {
  const high = value === (value | 0) ? value >> 31 : Math.floor(value / 4294967296)
  data[4 * row] = value | 0
  data[4 * row + 1] = high
  data[4 * row + 2] = data[4 * row + 3] = high >> 31
}

function startsWith(column: Extract<Column, { k: 'bytes' }>, row: number, prefix: Uint8Array): boolean {
  const start = column.start[row]!
  if (column.end[row]! - start < prefix.length) return false
  for (let at = 0; at < prefix.length; at++) if (column.bytes[start + at] !== prefix[at]) return false
  return true
}

/** Where a number of UTF-8 characters ends. */
function afterCharacters(bytes: Uint8Array, start: number, end: number, count: number): number {
  let at = start
  for (let left = count; left > 0 && at < end; left--) {
    at++
    while (at < end && (bytes[at]! & 0xc0) === 0x80) at++
  }
  return at
}

const PAID = encodeUtf8('PAID')
const OPEN = encodeUtf8('OPEN')
const CUSTOMER_1 = encodeUtf8('customer-1')
const DASH = encodeUtf8('-')

/** Room for a text of some bytes; the loops below fill it and close it with `end`. */
const put = (text: ColumnBuffer, row: number, size: number) => {
  const at = text.room(size)
  text.start[row] = at
  return at
}

interface Case {
  text: string
  /** How many times as long as by hand it may take. */
  goal: number
  /** Only rows for which it is true go on. */
  filter?: true
  /** Over columns and into buffers that it is given, as the generated loop is. */
  byHand(c: typeof input, o: typeof output, rows: number): unknown
}

const NUMBER = 1.5
const TEXT = 3

const cases: readonly Case[] = [
  {
    text: 'i + j * 2',
    goal: NUMBER,
    byHand(c, o, rows) {
      for (let row = 0; row < rows; row++) o.int[row] = (c.i[row]! + Math.imul(c.j[row]!, 2)) | 0
    },
  },
  {
    text: 'i > 100 AND j < 50',
    goal: NUMBER,
    filter: true,
    byHand(c, o, rows) {
      let count = 0
      for (let row = 0; row < rows; row++) if (c.i[row]! > 100 && c.j[row]! < 50) o.kept[count++] = row
      return count
    },
  },
  {
    text: 'i BETWEEN 10 AND 500',
    goal: NUMBER,
    filter: true,
    byHand(c, o, rows) {
      let count = 0
      for (let row = 0; row < rows; row++) if (c.i[row]! >= 10 && c.i[row]! <= 500) o.kept[count++] = row
      return count
    },
  },
  {
    text: 'i IN (1, 5, 9, 200, 300)',
    goal: NUMBER,
    filter: true,
    byHand(c, o, rows) {
      let count = 0
      for (let row = 0; row < rows; row++) {
        const i = c.i[row]!
        if (i === 1 || i === 5 || i === 9 || i === 200 || i === 300) o.kept[count++] = row
      }
      return count
    },
  },
  {
    text: 'MOD(i, 10) = 3 OR j = 7',
    goal: NUMBER,
    filter: true,
    byHand(c, o, rows) {
      let count = 0
      for (let row = 0; row < rows; row++) if (c.i[row]! % 10 === 3 || c.j[row] === 7) o.kept[count++] = row
      return count
    },
  },
  {
    text: 'n > 100 AND n IS NOT NULL',
    goal: NUMBER,
    filter: true,
    byHand(c, o, rows) {
      let count = 0
      for (let row = 0; row < rows; row++) if (c.nullsOfN[row] === 0 && c.n[row]! > 100) o.kept[count++] = row
      return count
    },
  },
  {
    text: 'COALESCE(n, 0) + 1',
    goal: NUMBER,
    byHand(c, o, rows) {
      for (let row = 0; row < rows; row++) o.int[row] = ((c.nullsOfN[row] === 1 ? 0 : c.n[row]!) + 1) | 0
    },
  },
  {
    text: 'CASE WHEN i > 500 THEN 2 WHEN i > 100 THEN 1 ELSE 0 END',
    goal: NUMBER,
    byHand(c, o, rows) {
      for (let row = 0; row < rows; row++) o.int[row] = c.i[row]! > 500 ? 2 : c.i[row]! > 100 ? 1 : 0
    },
  },
  {
    text: 'ABS(i - j)',
    goal: NUMBER,
    byHand(c, o, rows) {
      for (let row = 0; row < rows; row++) o.int[row] = Math.abs((c.i[row]! - c.j[row]!) | 0)
    },
  },
  {
    text: 'd * 1.1e0 + 5e0',
    goal: NUMBER,
    byHand(c, o, rows) {
      for (let row = 0; row < rows; row++) o.double[row] = c.d[row]! * 1.1 + 5
    },
  },
  {
    text: 'CAST(i AS DOUBLE) / j',
    goal: NUMBER,
    byHand(c, o, rows) {
      for (let row = 0; row < rows; row++) o.double[row] = c.i[row]! / c.j[row]!
    },
  },
  {
    text: 'l + i',
    goal: NUMBER,
    byHand(c, o, rows) {
      for (let row = 0; row < rows; row++) writeLong(o.long, row, readLong(c.l, row) + c.i[row]!)
    },
  },
  {
    text: 'MOD(l, 100) = 42',
    goal: NUMBER,
    filter: true,
    byHand(c, o, rows) {
      let count = 0
      for (let row = 0; row < rows; row++) if (readLong(c.l, row) % 100 === 42) o.kept[count++] = row
      return count
    },
  },
  {
    text: "t >= TIMESTAMP '2023-11-15 00:00:00' AND t < TIMESTAMP '2023-11-15 06:00:00'",
    goal: NUMBER,
    filter: true,
    byHand(c, o, rows) {
      let count = 0
      for (let row = 0; row < rows; row++)
        if (c.t[row]! >= 1_700_006_400_000 && c.t[row]! < 1_700_028_000_000) o.kept[count++] = row
      return count
    },
  },
  {
    text: 'EXTRACT(HOUR FROM t)',
    goal: NUMBER,
    byHand(c, o, rows) {
      for (let row = 0; row < rows; row++) {
        const ms = c.t[row]! % 86_400_000
        writeLong(o.long, row, Math.floor((ms < 0 ? ms + 86_400_000 : ms) / 3_600_000))
      }
    },
  },
  {
    text: 'FLOOR(t TO MINUTE)',
    goal: NUMBER,
    byHand(c, o, rows) {
      for (let row = 0; row < rows; row++) o.double[row] = Math.floor(c.t[row]! / 60_000) * 60_000
    },
  },
  {
    text: 'price > 100.00',
    goal: TEXT,
    filter: true,
    byHand(c, o, rows) {
      let count = 0
      for (let row = 0; row < rows; row++) if (readLong(c.price, row) > 10_000) o.kept[count++] = row
      return count
    },
  },
  {
    text: 'price * j',
    goal: TEXT,
    byHand(c, o, rows) {
      for (let row = 0; row < rows; row++) writeWide(o.wide, row, readLong(c.price, row) * c.j[row]!)
    },
  },
  {
    text: 'price + price * tax',
    goal: TEXT,
    byHand(c, o, rows) {
      for (let row = 0; row < rows; row++) {
        const price = readLong(c.price, row)
        writeLong(o.long, row, price * 1000 + price * readLong(c.tax, row))
      }
    },
  },
  {
    text: 'CAST(price AS DOUBLE) * 2e0',
    goal: TEXT,
    byHand(c, o, rows) {
      for (let row = 0; row < rows; row++) o.double[row] = (readLong(c.price, row) / 100) * 2
    },
  },
  {
    text: "status = 'PAID'",
    goal: TEXT,
    filter: true,
    byHand(c, o, rows) {
      let count = 0
      for (let row = 0; row < rows; row++)
        if (c.status.end[row]! - c.status.start[row]! === PAID.length && startsWith(c.status, row, PAID))
          o.kept[count++] = row
      return count
    },
  },
  {
    text: "status IN ('PAID', 'OPEN') AND i > 10",
    goal: TEXT,
    filter: true,
    byHand(c, o, rows) {
      let count = 0
      for (let row = 0; row < rows; row++) {
        const four = c.status.end[row]! - c.status.start[row]! === 4
        if (four && (startsWith(c.status, row, PAID) || startsWith(c.status, row, OPEN)) && c.i[row]! > 10)
          o.kept[count++] = row
      }
      return count
    },
  },
  {
    text: "name LIKE 'customer-1%'",
    goal: TEXT,
    filter: true,
    byHand(c, o, rows) {
      let count = 0
      for (let row = 0; row < rows; row++) if (startsWith(c.name, row, CUSTOMER_1)) o.kept[count++] = row
      return count
    },
  },
  {
    text: 'CHAR_LENGTH(name)',
    goal: TEXT,
    byHand(c, o, rows) {
      const { bytes, start, end } = c.name
      for (let row = 0; row < rows; row++) {
        let count = 0
        for (let at = start[row]!; at < end[row]!; at++) if ((bytes[at]! & 0xc0) !== 0x80) count++
        o.int[row] = count
      }
    },
  },
  {
    text: 'UPPER(name)',
    goal: TEXT,
    byHand(c, o, rows) {
      o.text.clear()
      const { bytes, start, end } = c.name
      for (let row = 0; row < rows; row++) {
        let to = put(o.text, row, end[row]! - start[row]!)
        for (let at = start[row]!; at < end[row]!; at++) {
          const byte = bytes[at]!
          o.text.bytes[to++] = byte >= 97 && byte <= 122 ? byte - 32 : byte
        }
        o.text.end[row] = o.text.used = to
      }
    },
  },
  {
    text: 'SUBSTRING(name, 10, 3)',
    goal: TEXT,
    byHand(c, o, rows) {
      o.text.clear()
      const { bytes, start, end } = c.name
      for (let row = 0; row < rows; row++) {
        const from = afterCharacters(bytes, start[row]!, end[row]!, 9)
        o.text.putBytes(row, bytes, from, afterCharacters(bytes, from, end[row]!, 3))
      }
    },
  },
  {
    text: "name || '-' || status",
    goal: TEXT,
    byHand(c, o, rows) {
      o.text.clear()
      for (let row = 0; row < rows; row++) {
        const size = c.name.end[row]! - c.name.start[row]! + 1 + c.status.end[row]! - c.status.start[row]!
        let to = put(o.text, row, size)
        for (let at = c.name.start[row]!; at < c.name.end[row]!; at++) o.text.bytes[to++] = c.name.bytes[at]!
        o.text.bytes[to++] = DASH[0]!
        for (let at = c.status.start[row]!; at < c.status.end[row]!; at++) o.text.bytes[to++] = c.status.bytes[at]!
        o.text.end[row] = o.text.used = to
      }
    },
  },
]

const still: Environment = { zone: UTC, now: () => 1_700_000_000_000, random: () => 0.5 }

/** The same as one generated loop over the batch. */
function generated({ text, filter }: Case): { run: () => void; source: string } {
  const { expr, problems } = checkText(text, { fields })
  if (!expr) throw new Error(`${text}: ${problems[0]?.message}`)
  const step = filter
    ? { where: expr, fields: [], children: [], end: true }
    : { fields: [expr], children: [], end: true }
  const shape = { nulls: columns.map(({ nulls }) => nulls !== null), selected: false }
  const loop = compileLoop(fields, step, shape, still)
  const failures = { message: '', n: 0, rows: new Int32Array(ROWS), steps: new Int32Array(ROWS), messages: [] }
  const out: LoopOutput = {
    buffers: loop.buffers.map((kind) => new ColumnBuffer(kind, ROWS)),
    selections: loop.steps.map(() => new Int32Array(ROWS)),
    counts: new Int32Array(loop.steps.length),
    failures,
  }
  const run = () => {
    for (const buffer of out.buffers) buffer.clear()
    loop.run(columns, ROWS, null, out)
  }
  return { run, source: loop.source }
}

/** Nanoseconds of CPU per row. */
function timed(run: () => unknown): number {
  const { user, system } = process.cpuUsage()
  for (let batch = 0; batch < BATCHES; batch++) run()
  const after = process.cpuUsage()
  return (1000 * (after.user - user + after.system - system)) / (BATCHES * ROWS)
}

export async function expressions(): Promise<string> {
  const only = process.env.EXPRESSION
  const lines = cases
    .filter(({ text }) => only === undefined || text.includes(only))
    .map((one) => {
      const { run, source } = generated(one)
      if (only !== undefined) console.log(source)
      let [best, bestByHand] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
      // In turns, so that what else the machine does meets both.
      for (let round = 0; round < ROUNDS; round++) {
        bestByHand = Math.min(
          bestByHand,
          timed(() => one.byHand(input, output, ROWS)),
        )
        best = Math.min(best, timed(run))
      }
      const ratio = best / bestByHand
      const verdict = ratio <= one.goal ? '' : `  above ${one.goal}`
      return `${one.text.slice(0, 56).padEnd(57)} ${best.toFixed(1).padStart(7)} ${bestByHand.toFixed(1).padStart(8)} ${ratio.toFixed(2).padStart(7)}${verdict}`
    })
  return [
    `Expressions, ns of CPU per row, best of ${ROUNDS} rounds of ${(BATCHES * ROWS).toLocaleString('en-US')} rows`,
    `${''.padEnd(57)} ${'code'.padStart(7)} ${'by hand'.padStart(8)} ${'ratio'.padStart(7)}`,
    ...lines,
  ].join('\n')
}
