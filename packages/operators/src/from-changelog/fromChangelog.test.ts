import { type Change, materialise } from '@millrace/algebra/reference'
import { everyWay, planOfOperator, RUNS } from '@millrace/testkit'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const schema = { id: 'INT', v: 'STRING' }
const written = { '+I': 'INSERT', '-U': 'UPDATE_BEFORE', '+U': 'UPDATE_AFTER', '-D': 'DELETE' }
/** Rows of a table with a primary key: they come, are replaced and are deleted, also when they are not there. */
const table: fc.Arbitrary<Change[]> = fc.array(
  fc
    .tuple(fc.nat(3), fc.option(fc.constantFrom('a', 'ä'), { nil: null }), fc.boolean())
    .map(([id, v, keep]): Change => ({ kind: keep ? '+I' : '-D', row: [id, v] })),
  { maxLength: 30 },
)
const restores = fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 2 })

test('changes that have become rows become the same changes again', async () => {
  const there = planOfOperator('to-changelog', {}, { schema, primaryKey: ['id'] })
  const back = planOfOperator('from-changelog', { field: 'op' }, { schema: { op: 'STRING', ...schema } })
  const { row: type } = back.nodes.find(({ id }) => id === 'it/changes')!.outputs.out!
  await fc.assert(
    fc.asyncProperty(table, restores, async (rows, restoreAfter) => {
      const log = await everyWay(there, rows, restoreAfter)
      for (const [way, changes] of Object.entries(log.engine)) expect(changes, way).toEqual(log.reference)
      const again = await everyWay(back, log.reference, restoreAfter)
      for (const [way, changes] of Object.entries(again.engine)) expect(changes, way).toEqual(again.reference)
      expect(again.reference.map(({ kind, row }) => [written[kind], ...row])).toEqual(
        log.reference.map(({ row }) => row),
      )
      const left = new Map<unknown, Change>()
      for (const change of rows) {
        if (change.kind === '-D') left.delete(change.row[0])
        else left.set(change.row[0], change)
      }
      const text = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).sort()
      expect(text(materialise(again.reference, type))).toEqual(text([...left.values()].map(({ row }) => row)))
    }),
    { numRuns: RUNS },
  )
})

test('a row without a kind fails the job when nothing takes it', async () => {
  const plan = planOfOperator('from-changelog', { field: 'op' }, { schema: { op: 'STRING', ...schema } })
  await expect(everyWay(plan, [{ kind: '+I', row: ['insert', 1, 'a'] }], [])).rejects.toThrow('no kind of change')
})
