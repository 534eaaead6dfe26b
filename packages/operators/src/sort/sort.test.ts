import type { Change } from '@millrace/algebra/reference'
import type { Row } from '@millrace/language'
import { everyWay, planOfOperator, RUNS } from '@millrace/testkit'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const schema = { id: 'INT', v: 'STRING', ts: 'TIMESTAMP(3)' }
const rows: fc.Arbitrary<Change[]> = fc
  .array(fc.tuple(fc.option(fc.constantFrom('a', 'b'), { nil: null }), fc.integer({ min: -4, max: 12 })), {
    maxLength: 40,
  })
  .map((rows) => rows.map(([v, second], id) => ({ kind: '+I', row: [id, v, second * 1000] })))
const restores = fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 2 })
const config = { orderBy: [{ field: 'ts' }, { field: 'v', direction: 'desc' }] }

const time = (row: Row) => row[2] as number
/** NULL last, for it is the lowest. */
const rank = (row: Row) => ['b', 'a', null].indexOf(row[1] as string | null)

test('the engine gives the rows of the reference interpreter in its order, late ones too', async () => {
  const plan = planOfOperator('sort', config, { schema, eventTime: 'ts', delay: '2s' })
  await fc.assert(
    fc.asyncProperty(rows, restores, async (all, restoreAfter) => {
      for (const port of ['it.out', 'it.late']) {
        const { reference, engine } = await everyWay(plan, all, restoreAfter, port)
        for (const [way, changes] of Object.entries(engine)) expect(changes, `${port} ${way}`).toEqual(reference)
      }
    }),
    { numRuns: RUNS },
  )
})

test('with time enough all rows come in the order of time, of the second field and of arrival', async () => {
  const plan = planOfOperator('sort', config, { schema, eventTime: 'ts', delay: '1h' })
  await fc.assert(
    fc.asyncProperty(rows, async (all) => {
      const { engine } = await everyWay(plan, all, [])
      const sorted = all.map(({ row }) => row).toSorted((a, b) => time(a) - time(b) || rank(a) - rank(b))
      expect(engine['whole batches']!.map(({ row }) => row)).toEqual(sorted)
    }),
    { numRuns: RUNS },
  )
})
