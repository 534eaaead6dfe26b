import { type Change, interpretPlan } from '@millrace/algebra/reference'
import type { Json } from '@millrace/language'
import { build, type PipelineInput, parseDocument } from '@millrace/pipeline'
import { RUNS, runPlan } from '@millrace/testkit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { catalogue } from '../catalogue.ts'

const document = (config: { [name: string]: Json }): PipelineInput => ({
  millrace: 1,
  name: 'totals',
  nodes: {
    orders: {
      type: 'file-source',
      config: {
        path: 'orders.ndjson',
        schema: [
          { name: 'shop', type: 'STRING' },
          { name: 'amount', type: 'INT' },
        ],
      },
    },
    totals: {
      type: 'running-aggregate',
      config: { aggregates: [{ fn: 'sum', of: 'amount', as: 'total' }], ...config },
    },
    topic: { type: 'kafka-sink', config: { connection: 'local', topic: 'totals', key: ['shop'] } },
  },
  edges: [
    { from: 'orders.out', to: 'totals.in' },
    { from: 'totals.out', to: 'topic.in' },
  ],
})

function built(config: { [name: string]: Json }) {
  const parsed = parseDocument(document(config))
  if (!parsed.document) throw new Error(JSON.stringify(parsed.problems))
  return build(parsed.document, catalogue)
}

const rows: fc.Arbitrary<Change[]> = fc.array(
  fc
    .tuple(fc.constantFrom('a', 'b'), fc.integer({ min: -2, max: 2 }))
    .map(([shop, amount]): Change => ({ kind: '+I', row: [shop, amount] })),
  { maxLength: 40 },
)

test.each([{}, { having: 'SUM(amount) > 0' }])(
  'a sink that replaces by key takes running totals: %o',
  async (having) => {
    const { plan, problems } = built({ keyBy: ['shop'], ...having })
    expect(problems).toEqual([])
    const port = 'topic/upsert.out'
    await fc.assert(
      fc.asyncProperty(rows, async (orders) => {
        const reference = interpretPlan(plan!, { orders }).get(port) ?? []
        for (const batchRows of [1, 3, 1024])
          expect((await runPlan(plan!, { orders }, { batchRows })).get(port) ?? []).toEqual(reference)
        const topic = new Map<unknown, unknown>()
        for (const { kind, row } of reference) {
          expect(kind).not.toBe('-U')
          if (kind === '-D') topic.delete(row[0])
          else topic.set(row[0], row[1])
        }
        const totals = new Map<unknown, number>()
        for (const { row } of orders) totals.set(row[0], (totals.get(row[0]) ?? 0) + (row[1] as number))
        const wanted = [...totals].filter(([, total]) => !('having' in having) || total > 0)
        expect([...topic].sort()).toEqual(wanted.sort())
      }),
      { numRuns: RUNS },
    )
  },
)

test('a result without a key is refused, with what to do', () => {
  const { plan, problems } = built({ keyBy: [] })
  expect(plan).toBeUndefined()
  const refused = problems.find(({ code }) => code === 'change-mode')!
  expect(refused.message).toBe(
    'Kafka topic takes rows that replace each other by a key; the input withdraws rows and has no key.',
  )
  expect(refused.hint).toContain('*Changes as rows*')
})
