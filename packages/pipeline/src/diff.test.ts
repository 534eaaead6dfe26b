import { expect, test } from 'vitest'
import {
  addNode,
  configure,
  connect,
  difference,
  emptyPipeline,
  isSame,
  labelNode,
  moveNodes,
  removeNodes,
} from './index.ts'

const node = (type: string) => ({ type, config: {} })
const orders = addNode(emptyPipeline('p'), { id: 'orders', node: node('generator-source'), at: [0, 0] })
const both = addNode(orders, { id: 'show', node: node('print-sink'), at: [9, 9] })
const wired = connect(both, { from: 'orders.out', to: 'show.in' })

test('positions, labels and the order of keys do not count', () => {
  expect(isSame(difference(wired, moveNodes(labelNode(wired, 'show', 'Show'), { orders: [5, 5] })))).toBe(true)
  const a = configure(configure(wired, 'show', ['prefix'], 'a'), 'show', ['x'], 1)
  const b = configure(configure(wired, 'show', ['x'], 1), 'show', ['prefix'], 'a')
  expect(isSame(difference(a, b))).toBe(true)
})

test('added, removed, configured and rewired nodes are told apart', () => {
  expect(difference(orders, wired).nodes).toEqual({ show: 'added' })
  expect(difference(wired, removeNodes(wired, ['show'])).nodes).toEqual({ show: 'removed' })
  expect(difference(wired, configure(wired, 'orders', ['seed'], 2)).nodes).toEqual({ orders: 'changed' })
  expect(difference(both, wired)).toEqual({
    nodes: { show: 'changed' },
    edges: { added: [{ from: 'orders.out', to: 'show.in' }], removed: [] },
    settings: false,
  })
})

test('settings count', () => {
  expect(difference(wired, { ...wired, settings: { timeZone: 'Asia/Shanghai' } }).settings).toBe(true)
})
