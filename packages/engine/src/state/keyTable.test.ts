import { identity } from '@millrace/algebra/reference'
import { type RowType, readCell, typeOf, type Value } from '@millrace/language'
import { toBatch } from '@millrace/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { StateReader, StateWriter } from './bytes.ts'
import { mix } from './hash.ts'
import { KeyTable } from './keyTable.ts'

const RUNS = Number(process.env.MILLRACE_RUNS ?? 100)

const rowOf = (...types: string[]): RowType => types.map((type, i) => ({ name: `k${i}`, ...typeOf(type) }))

/** A table that counts in its payload, and the same in a map. */
class Counted {
  table: KeyTable
  readonly model = new Map<string, number>()
  private readonly row: RowType
  constructor(row: RowType) {
    this.row = row
    this.table = new KeyTable(row, 2)
  }

  add(keys: readonly (readonly Value[])[], sel: Int32Array | null = null, sameFirst = false): void {
    const batch = toBatch(
      keys.map((row) => ({ kind: '+I', row })),
      this.row,
    )
    const n = sel === null ? keys.length : sel.length
    const bases = new Int32Array(Math.max(1, n))
    const columns = this.row.map((_, c) => c)
    const [before, size] = [this.table.size, this.model.size]
    const created = this.table.probe(batch, columns, sel, n, bases, sameFirst)
    for (let j = 0; j < n; j++) {
      const id = identity(keys[sel === null ? j : sel[j]!]!, this.row)
      this.model.set(id, (this.model.get(id) ?? 0) + 1)
      this.table.records.doubles[(bases[j]! + this.table.payload) >> 1]!++
    }
    expect(created).toBe(this.model.size - size)
    expect(this.table.size).toBe(before + created)
  }

  remove(which: number): void {
    const bases = this.table.bases()
    if (bases.length === 0) return
    const base = bases[which % bases.length]!
    this.model.delete(this.keyAt([...bases].indexOf(base)))
    this.table.remove(base)
  }

  private keyAt(place: number): string {
    const columns = this.table.readColumns().map((buffer) => buffer.column())
    const key = columns.map((column, c) => readCell(column, place, this.row[c]!.type))
    return identity(key, this.row)
  }

  contents(): Map<string, number> {
    const bases = this.table.bases()
    const columns = this.table.readColumns().map((buffer) => buffer.column())
    return new Map(
      Array.from(bases, (base, place) => [
        identity(
          columns.map((column, c) => readCell(column, place, this.row[c]!.type)),
          this.row,
        ),
        this.table.records.doubles[(base + this.table.payload) >> 1]!,
      ]),
    )
  }

  restored(): void {
    const writer = new StateWriter()
    this.table.save(writer)
    this.table = new KeyTable(this.row, 2)
    const reader = new StateReader(writer.finish())
    this.table.load(reader)
    expect(reader.finished).toBe(true)
  }

  check(): void {
    expect(this.contents()).toEqual(this.model)
    expect(this.table.size).toBe(this.model.size)
  }
}

const nullable = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 6 })
const small = nullable(fc.integer({ min: -3, max: 3 }))
const values: Record<string, fc.Arbitrary<Value>> = {
  INT: nullable(fc.oneof(fc.integer({ min: -4, max: 4 }), fc.integer())),
  'INT NOT NULL': fc.oneof(fc.integer({ min: -4, max: 4 }), fc.integer()),
  BOOLEAN: nullable(fc.boolean()),
  BIGINT: nullable(fc.oneof(fc.integer({ min: -4, max: 4 }), fc.constant(2n ** 62n), fc.constant(4294967296))),
  'DECIMAL(38, 0)': nullable(fc.oneof(fc.integer({ min: -4, max: 4 }), fc.constant(10n ** 30n))),
  DOUBLE: nullable(fc.oneof(fc.constantFrom(0, -0, 1.5, Number.NaN, Infinity), fc.double({ noNaN: true }))),
  STRING: nullable(fc.oneof(fc.constantFrom('', 'a', 'ab', '京东'), fc.string({ maxLength: 90 }))),
}

type Step = { add: Value[][] } | { remove: number } | 'restore'

const steps = (key: fc.Arbitrary<Value[]>): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.record({ add: fc.array(key, { maxLength: 40 }) }) },
      { weight: 3, arbitrary: fc.record({ remove: fc.nat() }) },
      { weight: 1, arbitrary: fc.constant('restore' as const) },
    ),
    { maxLength: 30 },
  )

function runSteps(row: RowType, history: readonly Step[]): void {
  const counted = new Counted(row)
  for (const step of history) {
    if (step === 'restore') counted.restored()
    else if ('add' in step) counted.add(step.add)
    else counted.remove(step.remove)
  }
  counted.check()
}

describe('a table of keys is a map', () => {
  for (const [type, value] of Object.entries(values)) {
    test(`of ${type}`, () => {
      fc.assert(
        fc.property(steps(fc.tuple(value)), (history) => runSteps(rowOf(type), history)),
        { numRuns: RUNS },
      )
    })
  }

  test('of several columns', () => {
    const key = fc.tuple(small, values.STRING!, values.DOUBLE!)
    fc.assert(
      fc.property(steps(key), (history) => runSteps(rowOf('INT', 'STRING', 'DOUBLE'), history)),
      { numRuns: RUNS },
    )
  })

  test('of whole numbers that are never NULL', () => {
    const whole = fc.integer({ min: -2, max: 2 })
    fc.assert(
      fc.property(steps(fc.tuple(whole, whole)), (history) =>
        runSteps(rowOf('INT NOT NULL', 'BIGINT NOT NULL'), history),
      ),
      { numRuns: RUNS },
    )
  })

  test('of no column: all rows are one group', () => {
    const counted = new Counted([])
    counted.add([[], [], []])
    counted.restored()
    counted.add([[]])
    counted.check()
  })
})

test('only selected rows are looked at', () => {
  const counted = new Counted(rowOf('INT'))
  counted.add([[1], [2], [3], [2]], Int32Array.of(1, 3))
  expect(counted.contents()).toEqual(new Map([['{"k0":2}', 2]]))
})

test('many keys come and go over many segments', () => {
  const counted = new Counted(rowOf('INT'))
  const scattered = (i: number) => Math.imul(i, 0x9e3779b1)
  const block = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => [scattered(from + i)])
  for (let from = 0; from < 60_000; from += 1000) counted.add(block(from, from + 1000))
  for (const [n, base] of counted.table.bases().entries()) {
    if (n % 3 === 0) continue
    counted.table.remove(base)
    counted.model.delete(identity([scattered(n)], rowOf('INT')))
  }
  counted.check()
  counted.restored()
  for (let from = 30_000; from < 90_000; from += 1000) counted.add(block(from, from + 1000))
  counted.check()
})

describe('keys with the same hash are different keys', () => {
  // Among this many about a dozen pairs share a hash of 32 bits.
  const kinds: Record<string, { row: RowType; key: (i: number) => Value[] }> = {
    texts: { row: rowOf('STRING'), key: (i) => [`user-${i * 7}`] },
    'long numbers': { row: rowOf('BIGINT NOT NULL'), key: (i) => [i * 1_000_003 * 4099] },
    'two numbers': { row: rowOf('INT NOT NULL', 'BIGINT NOT NULL'), key: (i) => [i % 541, i * 70_001 * 4099] },
    'numbers that may be NULL': { row: rowOf('INT', 'BIGINT'), key: (i) => [i % 541 || null, i * 70_001 * 4099] },
  }
  for (const [name, { row, key }] of Object.entries(kinds)) {
    test(name, () => {
      const counted = new Counted(row)
      const keys = Array.from({ length: 300_000 }, (_, i) => key(i))
      for (let from = 0; from < keys.length; from += 1000) counted.add(keys.slice(from, from + 1000))
      for (let from = 0; from < keys.length; from += 1000) counted.add(keys.slice(from, from + 1000))
      expect(counted.table.size).toBe(keys.length)
      expect(new Set(counted.contents().values())).toEqual(new Set([2]))
    })
  }
})

test('long numbers beyond 32 bits are told apart from those that came before and have their hashes', () => {
  const row = rowOf('BIGINT')
  const counted = new Counted(row)
  const small = Array.from({ length: 500 }, (_, i): Value[] => [i])
  // The hash of two words is that of low ^ high * 0x9e3779b1.
  const large = (high: number) =>
    small.map(([low]): Value[] => {
      const word = ((low as number) ^ Math.imul(high, 0x9e3779b1)) >>> 0
      return [high * 4294967296 + word]
    })
  counted.add(small)
  for (const high of [1, 7, -1]) {
    counted.add([...large(high), ...small])
    counted.add([[null], ...small])
  }
  counted.restored()
  counted.add([...large(1), ...small])
  counted.check()
  expect(counted.table.size).toBe(2001)
})

test('pairs that begin with one number are found by their hash until one is another', () => {
  const row = rowOf('INT NOT NULL', 'BIGINT')
  const counted = new Counted(row)
  const pairs = (first: number, from: number): Value[][] => Array.from({ length: 300 }, (_, i) => [first, from + i])
  counted.add(pairs(7, 0), null, true)
  counted.add(pairs(7, 100), null, true)
  counted.restored()
  counted.add(pairs(7, 200), null, true)
  counted.check()
  // The hash of a pair is that of low ^ chain, and the chain that of the first number.
  const chain = (first: number) => Math.imul(mix(first), 31)
  const alike = pairs(7, 0).map(([, low]): Value[] => [8, ((low as number) ^ chain(7) ^ chain(8)) >>> 0])
  counted.add(alike, null, true)
  counted.add([...pairs(7, 0), [7, null], ...alike])
  counted.check()
  expect(counted.table.size).toBe(801)
})
