/** Values of every type survive the forms in which they travel: JSON, the cells of columns, text. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ColumnBuffer, columnKind, decodeCell, encodeCell, readCell } from './column.ts'
import { castRule } from './functions/castRules.ts'
import { parseType } from './syntax/parseType.ts'
import { anyFields, anyType, anyValueOf, cellOf, PLAIN_TYPES, rowOf } from './testing/arbitrary.ts'
import { UTC } from './time/zone.ts'
import { type FieldType, formatType, isInterval, nullable, STRING } from './types.ts'
import { fromJson, type Json, rowFromJson, rowToJson, toJson, type Value } from './value.ts'

/** The same value with the pairs of its maps in one order: they have none. */
function ordered(value: Value, type: FieldType): unknown {
  if (value === null) return null
  const list = value as readonly Value[]
  switch (type.t) {
    case 'ARRAY':
      return list.map((item) => ordered(item, type.of.type))
    case 'ROW':
      return list.map((item, i) => ordered(item, type.fields[i]!.type))
    case 'MAP':
      return new Map(
        (list as readonly Value[][])
          .map(([key, item]) => [String(key), ordered(item!, type.value.type)] as const)
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      )
    default:
      return value
  }
}

const typeAndValue = anyType.chain((type) => fc.tuple(fc.constant(type), cellOf(nullable(type))))

test('a value is read back from its JSON as it was', () => {
  fc.assert(
    fc.property(typeAndValue, ([type, value]) => {
      const written = JSON.parse(JSON.stringify(toJson(value, type))) as Json
      expect(ordered(fromJson(written, type), type)).toStrictEqual(ordered(value, type))
    }),
  )
})

test('a row is read back from its JSON as it was', () => {
  fc.assert(
    fc.property(
      anyFields.chain((fields) => fc.tuple(fc.constant(fields), rowOf(fields))),
      ([fields, row]) => {
        const written = JSON.parse(JSON.stringify(rowToJson(row, fields))) as { [name: string]: Json }
        const type: FieldType = { t: 'ROW', fields }
        expect(ordered(rowFromJson(written, fields), type)).toStrictEqual(ordered(row, type))
      },
    ),
  )
})

test('a column gives the values that were put in, whatever lay there before', () => {
  fc.assert(
    fc.property(
      anyType.chain((type) =>
        fc.tuple(fc.constant(type), fc.array(cellOf(nullable(type)), { minLength: 1, maxLength: 8 })),
      ),
      ([type, values]) => {
        const buffer = new ColumnBuffer(columnKind(type), 2)
        for (const round of [values, [...values].reverse()]) {
          buffer.clear()
          for (const [at, value] of round.entries()) buffer.put(at, value, type)
          const column = buffer.column()
          expect(round.map((_, at) => readCell(column, at, type))).toStrictEqual(round)
        }
      },
    ),
  )
})

test('a cell of bytes holds a nested value', () => {
  const nested = anyType.filter((type) => columnKind(type) === 'bytes')
  fc.assert(
    fc.property(
      nested.chain((type) => fc.tuple(fc.constant(type), anyValueOf(type))),
      ([type, value]) => {
        expect(decodeCell(encodeCell(value, type), type)).toStrictEqual(value)
      },
    ),
  )
})

test('a type is read back from its text', () => {
  fc.assert(
    fc.property(anyType, (type) => {
      expect(parseType(formatType(type)).typed?.type).toStrictEqual(type)
    }),
  )
})

test('a value is read back from the text that CAST gives', () => {
  const readable = PLAIN_TYPES.filter((type) => !isInterval(type) && castRule(STRING, type, UTC))
  fc.assert(
    fc.property(
      fc.constantFrom(...readable).chain((type) => fc.tuple(fc.constant(type), anyValueOf(type))),
      ([type, value]) => {
        // Bytes that are no UTF-8 have no text, and a decimal of many digits is refused below its precision.
        fc.pre(!(value instanceof Uint8Array))
        const text = castRule(type, STRING, UTC)!(value)
        if (type.t === 'DECIMAL' && String(text).replace(/[-.]/g, '').length > type.precision) return
        expect(castRule(STRING, type, UTC)!(text)).toStrictEqual(value)
      },
    ),
  )
})
