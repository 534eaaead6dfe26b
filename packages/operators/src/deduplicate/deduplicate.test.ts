import { type Change, materialise } from '@millrace/algebra/reference'
import type { Json, Row } from '@millrace/language'
import { everyWay, planOfOperator, RUNS } from '@millrace/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const schema = { id: 'INT', k: 'STRING', ts: 'TIMESTAMP(3)' }
const DELAY = 2000
const rows: fc.Arbitrary<Change[]> = fc
  .array(
    fc.tuple(fc.nat(3), fc.option(fc.constantFrom('a', 'b', 'c'), { nil: null }), fc.integer({ min: -3, max: 12 })),
    { maxLength: 40 },
  )
  .map((rows) => rows.map(([id, k, second]) => ({ kind: '+I', row: [id, k, second * 1000] })))
const restores = fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 2 })

const time = (row: Row) => row[2] as number
const text = (rows: readonly Row[]) => rows.map((row) => JSON.stringify(row)).sort()

/** Rows that the watermark has not passed when they come: a watermark of 0 or less is never published. */
function timely(all: readonly Row[]): Row[] {
  let watermark = 0
  return all.filter((row) => {
    const before = watermark
    watermark = Math.max(watermark, time(row) - DELAY)
    return before === 0 || time(row) >= before
  })
}

/** The row of each key that wins against all others of it. */
function chosen(all: readonly Row[], wins: (row: Row, over: Row) => boolean): Row[] {
  const kept = new Map<unknown, Row>()
  for (const row of all) {
    const old = kept.get(row[1])
    if (!old || wins(row, old)) kept.set(row[1], row)
  }
  return [...kept.values()]
}

const expected: Record<string, (all: readonly Row[]) => Row[]> = {
  'first by time': (all) => chosen(timely(all), (row, old) => time(row) < time(old)),
  'last by time': (all) => chosen(all, (row, old) => time(row) >= time(old)),
  'first by arrival': (all) => chosen(all, () => false),
  'last by arrival': (all) => chosen(all, () => true),
}

describe.each(Object.keys(expected))('%s', (name) => {
  const [keep, by] = [name.split(' ')[0]!, name.split(' ')[2]!]
  const config: Json = { keyBy: ['k'], keep, ...(by === 'time' && { orderBy: 'ts' }) }
  const plan = planOfOperator('deduplicate', config, { schema, eventTime: 'ts', delay: '2s' })
  const { row: type } = plan.nodes.find(({ id }) => id === 'it/deduplicate')!.outputs.out!

  test('the engine gives the changes of the reference interpreter, and these lead to one row of each key', async () => {
    await fc.assert(
      fc.asyncProperty(rows, restores, async (rows, restoreAfter) => {
        const { reference, engine } = await everyWay(plan, rows, restoreAfter)
        for (const [way, changes] of Object.entries(engine)) {
          // Of first rows that are due together Flink promises no order.
          if (name === 'first by time')
            expect(text(changes.map(({ row }) => row)), way).toEqual(text(reference.map(({ row }) => row)))
          else expect(changes, way).toEqual(reference)
        }
        expect(text(materialise(reference, type))).toEqual(text(expected[name]!(rows.map(({ row }) => row))))
      }),
      { numRuns: RUNS },
    )
  })
})
