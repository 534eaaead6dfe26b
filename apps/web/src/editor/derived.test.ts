import { catalogue } from '@millrace/operators'
import { configure, connect, labelNode, moveNodes, readPipeline } from '@millrace/pipeline'
import { expect, test } from 'vitest'
import { createDerive, inputsOf } from './derived.ts'

const pipeline = readPipeline({
  millrace: 1,
  name: 'p',
  nodes: {
    orders: { type: 'generator-source' },
    paid: { type: 'filter', config: { condition: "statuz = 'PAID'" } },
    show: { type: 'print-sink' },
  },
  edges: [{ from: 'orders.out', to: 'paid.in' }],
}).pipeline!

test('problems lie at their nodes, errors first', () => {
  const { problems, problemsOf, errors } = createDerive(catalogue)(pipeline)
  expect(errors).toBe(2)
  expect(problems.at(-1)!.severity).toBe('warning')
  expect(problemsOf.get('paid')!.map(({ code }) => code)).toEqual(['field-not-found', 'output-not-connected'])
  expect(problemsOf.get('show')!.map(({ code }) => code)).toEqual(['input-not-connected'])
})

test('moving builds nothing again, and a node whose problems stay keeps its list', () => {
  const derive = createDerive(catalogue)
  const before = derive(pipeline)
  expect(derive(moveNodes(pipeline, { paid: [1, 1] }))).toBe(before)
  const after = derive(labelNode(pipeline, 'show', 'Show'))
  expect(after).not.toBe(before)
  expect(after.problemsOf.get('paid')).toBe(before.problemsOf.get('paid'))
})

test('what comes into a node', () => {
  const wired = connect(configure(pipeline, 'paid', ['condition'], "status = 'PAID'"), {
    from: 'paid.out',
    to: 'show.in',
  })
  const derive = createDerive(catalogue)
  expect(inputsOf(wired, derive(wired), 'show').in![0]!.row.map(({ name }) => name)).toContain('order_time')
  expect(inputsOf(wired, derive(wired), 'orders')).toEqual({})
})
