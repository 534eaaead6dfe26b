/** Random types, values and rows of every type; edge values come often. */
import fc from 'fast-check'
import { normal } from '../numbers/integer.ts'
import { DAY } from '../time/calendar.ts'
import {
  arrayOf,
  BIGINT,
  BOOLEAN,
  BYTES,
  DATE,
  DOUBLE,
  decimal,
  type FieldType,
  FLOAT,
  INT,
  INTERVAL_MONTH,
  INTERVAL_SECOND,
  JSON_TYPE,
  nullable,
  type RowType,
  required,
  SMALLINT,
  STRING,
  TIME,
  TINYINT,
  type Typed,
  timestamp,
  timestampLtz,
  varchar,
} from '../types.ts'
import type { Row, Value } from '../value.ts'

const integer = (bits: number) =>
  fc.oneof(
    fc.integer({ min: -3, max: 3 }),
    fc.constantFrom(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1),
    fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 }),
  )

const long = fc
  .oneof(
    fc.bigInt({ min: -3n, max: 3n }),
    fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n, 2n ** 53n, -(2n ** 53n) - 1n, 4294967296n),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  )
  .map(normal)

const floating = fc.oneof(
  fc.constantFrom(
    0,
    -0,
    1,
    -1,
    0.5,
    2.5,
    -2.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    1e21,
    1e-7,
  ),
  fc.double(),
)

const unscaled = (precision: number) =>
  fc
    .oneof(
      fc.bigInt({ min: -5n, max: 5n }),
      fc.constantFrom(10n ** BigInt(precision) - 1n, 1n - 10n ** BigInt(precision)),
      fc.bigInt({ min: 1n - 10n ** BigInt(precision), max: 10n ** BigInt(precision) - 1n }),
    )
    .map((value) => normal(value < 10n ** BigInt(precision) ? value : 1n))

export const anyText = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'ab',
    ' 12 ',
    '-1.5',
    'true',
    '2024-02-29',
    '2024-02-29 13:45:59.5',
    'ä😀',
    '%_',
    '{"a":1}',
    '"',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ maxLength: 40 }),
)

/** Times of the years 1 to 9999, whole milliseconds; the ends and 1970 come often. */
const FIRST = -62135596800000
const LAST = 253402300799999
const moment = fc.oneof(
  fc.constantFrom(0, -1, 1, FIRST, LAST, -DAY, 951782400000),
  fc.integer({ min: FIRST, max: LAST }),
)

/** Values of a type that are not NULL. */
export function anyValueOf(type: FieldType): fc.Arbitrary<Value> {
  switch (type.t) {
    case 'BOOLEAN':
      return fc.boolean()
    case 'TINYINT':
      return integer(8)
    case 'SMALLINT':
      return integer(16)
    case 'INT':
      return integer(32)
    case 'BIGINT':
      return long
    case 'FLOAT':
      return floating.map(Math.fround)
    case 'DOUBLE':
      return floating
    case 'DECIMAL':
      return unscaled(type.precision)
    case 'CHAR':
      return fc.string({ minLength: type.length, maxLength: type.length })
    case 'VARCHAR':
      return anyText.map((text) => [...text].slice(0, type.length).join(''))
    case 'BINARY':
    case 'VARBINARY':
      return fc.uint8Array({ maxLength: Math.min(9, type.length), minLength: type.t === 'BINARY' ? type.length : 0 })
    case 'DATE':
      return moment.map((ms) => Math.floor(ms / DAY))
    case 'TIME':
      return fc.integer({ min: 0, max: DAY / 1000 - 1 }).map((second) => second * 1000)
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return type.precision >= 3 ? moment : moment.map((ms) => Math.floor(ms / 1000) * 1000)
    default:
      return longerValue(type)
  }
}

function longerValue(type: FieldType): fc.Arbitrary<Value> {
  switch (type.t) {
    case 'INTERVAL_MONTH':
      return fc.integer({ min: -120000, max: 120000 })
    case 'INTERVAL_SECOND':
      return fc.integer({ min: -1e13, max: 1e13 })
    case 'ARRAY':
      return fc.array(cellOf(type.of), { maxLength: 4 })
    case 'MAP':
      return fc.uniqueArray(fc.tuple(anyValueOf(type.key.type), cellOf(type.value)), {
        maxLength: 3,
        selector: ([key]) => String(key),
      })
    case 'ROW':
      return fc.tuple(...type.fields.map(cellOf))
    case 'JSON':
      // The null of JSON is NULL once it travels as JSON.
      return fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify(value ?? 0))
    default:
      return fc.constant(null)
  }
}

/** Values of a type, NULL among them where it may be. */
export const cellOf = ({ type, nullable }: Typed): fc.Arbitrary<Value> =>
  nullable ? fc.option(anyValueOf(type), { nil: null, freq: 4 }) : anyValueOf(type)

export const rowOf = (fields: RowType): fc.Arbitrary<Row> => fc.tuple(...fields.map(cellOf))

/** One of every type that is not nested. */
export const PLAIN_TYPES: readonly FieldType[] = [
  BOOLEAN,
  TINYINT,
  SMALLINT,
  INT,
  BIGINT,
  FLOAT,
  DOUBLE,
  decimal(5, 2),
  decimal(18, 0),
  decimal(38, 10),
  STRING,
  varchar(5),
  BYTES,
  DATE,
  TIME,
  timestamp(3),
  timestampLtz(3),
  INTERVAL_MONTH,
  INTERVAL_SECOND,
]

const plain = fc.constantFrom(...PLAIN_TYPES)

/** Any type, nested ones and JSON among them. */
export const anyType: fc.Arbitrary<FieldType> = fc.letrec<{ type: FieldType; typed: Typed }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    plain,
    fc.constant(JSON_TYPE),
    tie('typed').map(arrayOf),
    fc
      .tuple(fc.constantFrom(STRING, INT, DATE, BIGINT), tie('typed'))
      .map(([key, value]): FieldType => ({ t: 'MAP', key: required(key), value })),
    fc
      .array(tie('typed'), { minLength: 1, maxLength: 3 })
      .map((members): FieldType => ({ t: 'ROW', fields: members.map((typed, i) => ({ name: `m${i}`, ...typed })) })),
  ),
  typed: fc.tuple(tie('type'), fc.boolean()).map(([type, isNullable]) => ({ type, nullable: isNullable })),
})).type

/** A row type with nullable and required fields of any types. */
export const anyFields: fc.Arbitrary<RowType> = fc
  .array(fc.tuple(anyType, fc.boolean()), { minLength: 1, maxLength: 6 })
  .map((members) =>
    members.map(([type, isNullable], i) => ({ name: `f${i}`, ...(isNullable ? nullable(type) : required(type)) })),
  )
