import { catalogue } from '@millrace/operators'
import { expect, test } from 'vitest'
import { applyFix, build, readPipeline, toDocument } from './index.ts'

test('the fix of a mistyped field leaves no problem', () => {
  const { pipeline } = readPipeline({
    millrace: 1,
    name: 'p',
    nodes: {
      orders: { type: 'generator-source' },
      paid: { type: 'filter', config: { condition: "statuz = 'PAID'" } },
      show: { type: 'print-sink' },
    },
    edges: [
      { from: 'orders.out', to: 'paid.in' },
      { from: 'paid.out', to: 'show.in' },
    ],
  })
  const [problem] = build(toDocument(pipeline!), catalogue).problems
  const fixed = applyFix(pipeline!, problem!, problem!.fixes![0]!)
  expect(fixed.nodes.paid!.config).toEqual({ condition: "status = 'PAID'" })
  expect(build(toDocument(fixed), catalogue).problems).toEqual([])
})
