/** Every aggregate over every type: rows come, go and are merged, tables are saved and loaded, and the reference says the same. */
import { type Aggregate, type AggregateDefinition, aggregateDefinitions, aggregateResult } from '@millrace/algebra'
import { aggregateParts, type Change, type History } from '@millrace/algebra/reference'
import {
  ColumnBuffer,
  columnKind,
  formatType,
  type Json,
  type Row,
  type RowType,
  readCell,
  typeOf,
  type Value,
} from '@millrace/language'
import { toBatch } from '@millrace/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { StateReader, StateWriter } from '../state/bytes.ts'
import { Records } from '../state/layout.ts'
import { Aggregation, addRows, mergeRecords, retractRows } from './aggregation.ts'

const RUNS = Math.ceil(Number(process.env.MILLRACE_RUNS ?? 100) / 4)
const GROUPS = 3

const normal = (value: bigint): Value =>
  value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= -BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value
const among = (...values: Value[]) => fc.constantFrom(...values)

/** Few different values of each type, so that equal ones meet; the ends of ranges among them. */
const values: Record<string, fc.Arbitrary<Value>> = {
  BOOLEAN: fc.boolean(),
  TINYINT: among(-128, -1, 0, 5, 127),
  SMALLINT: among(-32768, 0, 7, 32767),
  INT: among(-2147483648, -3, 0, 3, 2147483647),
  BIGINT: among(normal(-(2n ** 63n)), -5, 0, 9, normal(2n ** 63n - 1n)),
  FLOAT: among(Math.fround(0.1), -2.5, 0, Math.fround(1e30), Number.NaN),
  DOUBLE: among(0.1, 0.2, 0.3, -1e300, 0, Number.POSITIVE_INFINITY),
  'DECIMAL(10, 2)': among(-1, 0, 250, 9_999_999_999),
  'DECIMAL(38, 4)': among(0, normal(10n ** 37n), normal(-(10n ** 30n)), 3),
  STRING: among('', 'a', 'ab', 'ä😀', 'a text that is longer than a word or two'),
  DATE: among(0, -1, 20_000),
  'TIME(3)': among(0, 86_399_999),
  'TIMESTAMP(3)': among(0, -1, 1_767_261_600_000),
  'ARRAY<INT>': among([], [1, null], [1]),
}

type Step =
  | { do: 'add'; group: number; row: Row }
  | { do: 'take back'; group: number; which: number }
  | { do: 'merge'; from: number; into: number }
  | { do: 'restore' }

function steps(value: fc.Arbitrary<Value>, retracting: boolean): fc.Arbitrary<Step[]> {
  const group = fc.nat(GROUPS - 1)
  const row = fc.tuple(
    fc.option(value, { freq: 5, nil: null }),
    fc.option(fc.integer({ min: -2, max: 2 }), { freq: 6, nil: null }),
  )
  const add = fc.record({ do: fc.constant('add' as const), group, row })
  const other = retracting
    ? fc.record({ do: fc.constant('take back' as const), group, which: fc.nat(50) })
    : fc.record({ do: fc.constant('merge' as const), from: group, into: group })
  const restore = fc.record({ do: fc.constant('restore' as const) })
  return fc.array(
    fc.oneof({ weight: 6, arbitrary: add }, { weight: 3, arbitrary: other }, { weight: 1, arbitrary: restore }),
    {
      maxLength: 40,
    },
  )
}

/** The groups of one aggregate in the engine. */
class Table {
  private readonly wanted: Aggregate
  private readonly row: RowType
  private readonly retracting: boolean
  private aggregation!: Aggregation
  private records!: Records
  private beside!: ReturnType<Aggregation['createValues']>
  private readonly bases: number[]

  constructor(wanted: Aggregate, row: RowType, retracting: boolean) {
    this.wanted = wanted
    this.row = row
    this.retracting = retracting
    this.create()
    this.bases = Array.from({ length: GROUPS }, () => this.records.add())
  }

  private create(): void {
    this.aggregation = new Aggregation([this.wanted], this.row, 0, { retracting: this.retracting })
    this.records = new Records(this.aggregation.words)
    this.beside = this.aggregation.createValues()
  }

  private base = (group: number) => Int32Array.of(this.bases[group]!)
  private batch = (row: Row) => toBatch([{ kind: '+I', row }], this.row)

  add(group: number, row: Row): void {
    addRows(this.aggregation, this.beside, this.batch(row), null, 1, this.records, this.base(group))
  }
  takeBack(group: number, row: Row): void {
    retractRows(this.aggregation, this.beside, this.batch(row), null, 1, this.records, this.base(group))
  }

  /** The group that goes into the other one begins anew with a record of its own. */
  merge(from: number, into: number): void {
    const table = { records: this.records, values: this.beside }
    mergeRecords(this.aggregation, table, this.base(from), table, this.base(into), 1)
    this.aggregation.releaseRecord(this.beside, this.records, this.bases[from]!)
    this.records.remove(this.bases[from]!)
    this.bases[from] = this.records.add()
  }

  restore(): void {
    const writer = new StateWriter()
    this.records.save(writer)
    for (const value of this.beside) value.save(writer)
    this.create()
    const reader = new StateReader(writer.finish())
    this.records.load(reader)
    for (const value of this.beside) value.load(reader)
  }

  results(): Value[] {
    const { type } = this.wanted.result
    const out = new ColumnBuffer(columnKind(type), GROUPS)
    this.aggregation.accumulators[0]!.write(this.records, Int32Array.from(this.bases), GROUPS, out, 0)
    return this.bases.map((_, group) => readCell(out.column(), group, type))
  }
}

/** The same by the reference. */
class Expected {
  private readonly histories: (Change | { parts: History })[][] = Array.from({ length: GROUPS }, () => [])
  private readonly arrivals: { at: number; row: Row }[][] = Array.from({ length: GROUPS }, () => [])
  private next = 0

  /** Rows that have come and not gone. */
  rows(group: number): readonly Row[] {
    return this.arrivals[group]!.map(({ row }) => row)
  }
  add(group: number, row: Row): void {
    this.histories[group]!.push({ kind: '+I', row })
    this.arrivals[group]!.push({ at: this.next++, row })
  }
  takeBack(group: number, which: number): void {
    const [{ row }] = this.arrivals[group]!.splice(which, 1) as unknown as [{ row: Row }]
    this.histories[group]!.push({ kind: '-D', row })
  }
  merge(from: number, into: number): void {
    this.histories[into]!.push({ parts: this.histories[from]! })
    this.arrivals[into]!.push(...this.arrivals[from]!)
    this.arrivals[into]!.sort((a, b) => a.at - b.at)
    this.histories[from] = []
    this.arrivals[from] = []
  }
  results(wanted: Aggregate, row: RowType, retracting: boolean): Value[] {
    return this.histories.map((history, group) => {
      // With rows that go, first and last are those of the lists that are left.
      const arrivals = retracting ? undefined : this.rows(group)
      return aggregateParts(wanted, { history, retracting, ...(arrivals && { arrivals }) }, row)
    })
  }
}

const EXTRA: Record<string, { constants?: Json[]; by?: true }> = {
  percentile: { constants: [0.3] },
  'approx-percentile': { constants: [0.5, 0.05] },
  listagg: { constants: ['; '] },
  'top-values': { constants: [2] },
  'arg-min': { by: true },
  'arg-max': { by: true },
}

function aggregateOf(definition: AggregateDefinition, row: RowType, distinct: boolean): Aggregate {
  const { constants = [], by } = EXTRA[definition.fn] ?? {}
  return {
    fn: definition.fn,
    args: by ? [0, 1] : [0],
    constants,
    ...(distinct && { distinct }),
    as: 'result',
    result: aggregateResult(definition, row[0]!, { filtered: true, constants }),
  }
}

function check(wanted: Aggregate, row: RowType, retracting: boolean, value: fc.Arbitrary<Value>): void {
  fc.assert(
    fc.property(steps(value, retracting), (history) => {
      const [table, expected] = [new Table(wanted, row, retracting), new Expected()]
      for (const step of history) {
        if (step.do === 'add') {
          table.add(step.group, step.row)
          expected.add(step.group, step.row)
        } else if (step.do === 'take back') {
          const there = expected.rows(step.group)
          if (there.length === 0) continue
          const which = step.which % there.length
          table.takeBack(step.group, there[which]!)
          expected.takeBack(step.group, which)
        } else if (step.do === 'restore') table.restore()
        else if (step.from !== step.into) {
          table.merge(step.from, step.into)
          expected.merge(step.from, step.into)
        }
      }
      expect(table.results(), formatType(wanted.result.type)).toEqual(expected.results(wanted, row, retracting))
    }),
    { numRuns: RUNS },
  )
}

for (const definition of aggregateDefinitions) {
  const types = Object.keys(values).filter((text) => definition.accepts(typeOf(text).type))
  describe(definition.fn, () => {
    test.each(types)('%s', (text) => {
      const row: RowType = [
        { name: 'v', ...typeOf(text) },
        { name: 'by', ...typeOf('INT') },
      ]
      const kinds = [false, ...(definition.distinct === 'counts' && !EXTRA[definition.fn]?.by ? [true] : [])]
      for (const distinct of kinds) {
        const wanted = aggregateOf(definition, row, distinct)
        check(wanted, row, false, values[text]!)
        if (definition.retracts) check(wanted, row, true, values[text]!)
      }
    })
  })
}
