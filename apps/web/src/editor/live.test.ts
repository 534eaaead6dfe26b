import { expect, test, vi } from 'vitest'
import { createLive } from './live.ts'

const soon = () => new Promise<void>((resolve) => queueMicrotask(resolve))

test('only those whose numbers change are told', async () => {
  const live = createLive()
  const [orders, paid] = [vi.fn(), vi.fn()]
  live.subscribe('orders', orders)
  live.subscribe('paid', paid)
  live.publish({ nodes: { orders: { rateIn: 0, rateOut: 10 }, paid: { rateIn: 10, rateOut: 5 } }, ports: {} })
  await soon()
  live.publish({ nodes: { orders: { rateIn: 0, rateOut: 12 }, paid: { rateIn: 10, rateOut: 5 } }, ports: {} })
  await soon()
  expect([orders.mock.calls.length, paid.mock.calls.length]).toEqual([2, 1])
  expect(live.node('orders')?.rateOut).toBe(12)
})

test('what is no longer there is gone, and its reader is told', async () => {
  const live = createLive()
  const edge = vi.fn()
  live.publish({ nodes: {}, ports: { 'orders.out': { rate: 1, rows: 1 } } })
  await soon()
  const leave = live.subscribe('orders.out', edge)
  live.clear()
  await soon()
  expect(live.port('orders.out')).toBeUndefined()
  expect(edge).toHaveBeenCalledTimes(1)
  leave()
  live.publish({ nodes: {}, ports: { 'orders.out': { rate: 1, rows: 1 } } })
  await soon()
  expect(edge).toHaveBeenCalledTimes(1)
})
