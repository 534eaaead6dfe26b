import { relationAt } from '@millrace/algebra'
import type { Change } from '@millrace/algebra/reference'
import { UTC } from '@millrace/language'
import { fromBatch, planOfOperator, toBatch } from '@millrace/testkit'
import { expect, test } from 'vitest'
import { ALONE } from '../../testing/joinScript.ts'
import { createTask } from '../create.ts'

const schema = { k: 'INT', ts: 'TIMESTAMP(3)' }
const config = { keyBy: ['k'], orderBy: [{ field: 'ts' }], aggregates: [{ fn: 'row-number', as: 'n' }] }

test('more rows become due at once than have come at once, and the other way round', () => {
  const plan = planOfOperator('over-window', config, { schema, eventTime: 'ts' })
  const node = plan.nodes.find(({ op }) => op.op === 'over')!
  const inputs = node.inputs.map((port) => relationAt(plan, port))
  const out: Change[] = []
  const task = createTask({
    node,
    inputs,
    emit: (_, batch) => out.push(...fromBatch(batch, node.outputs.out!.row)),
    environment: { zone: UTC, now: () => 0, random: () => 0.5 },
    ...ALONE,
  })
  const numbers: unknown[] = []
  for (const [step, sizes] of [[500, 500, 500, 500, 500], [2000, 500], [3000]].entries()) {
    const time = 1000 * (step + 1)
    for (const size of sizes) {
      const rows = Array.from({ length: size }, (): Change => ({ kind: '+I', row: [1, time] }))
      task.process(toBatch(rows, inputs[0]!.row), 0)
    }
    task.watermark(time)
    numbers.push(...out.splice(0).map(({ row }) => row.at(-1)))
  }
  expect(numbers.length).toBe(8000)
  expect(numbers.findIndex((number, i) => number !== i + 1)).toBe(-1)
})
