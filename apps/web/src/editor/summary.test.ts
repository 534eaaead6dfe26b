import type { Definition } from '@millrace/algebra'
import type { Json } from '@millrace/language'
import { catalogue } from '@millrace/operators'
import { expect, test } from 'vitest'
import { summaryOf } from './summary.ts'

const of = (type: string, config: { [setting: string]: Json }, language: 'en' | 'zh' = 'en') =>
  summaryOf(catalogue.find((definition) => definition.type === type) as Definition, config, language).text

const window = {
  keyBy: ['shop'],
  size: '1m',
  aggregates: [
    { fn: 'count', as: 'orders' },
    { fn: 'sum', of: 'amount', as: 'gmv' },
  ],
}

test('a window says what, by what and how often', () => {
  expect(of('tumbling-window', window)).toBe('count, sum(amount) by shop, every 1 min')
  expect(of('tumbling-window', window, 'zh')).toBe('按 shop count, sum(amount)，每 1 分钟')
  expect(of('sliding-window', { ...window, slide: '10s' })).toBe('count, sum(amount) by shop, last 1 min, every 10 s')
})

test('a condition is shown as it is written', () => {
  expect(of('filter', { condition: "status  =\n 'PAID'" })).toBe("status = 'PAID'")
  expect(of('compute', { columns: [{ as: 'total', expr: 'price * quantity' }] })).toBe('total = price * quantity')
})

test('a ranking says how many and by what', () => {
  const config = { orderBy: [{ field: 'gmv', direction: 'desc' }], limit: 5, keyBy: ['shop'] }
  expect(of('window-top-n', config)).toBe('per shop, best 5 by gmv desc')
})

test('places are short', () => {
  expect(of('kafka-source', { connection: 'local', topic: 'orders' })).toBe('local · orders')
  expect(of('file-sink', { path: 'out/late.ndjson' })).toBe('late.ndjson')
  expect(of('generator-source', {})).toBe('orders · 10/s')
})

test('without a configuration it is the summary of the operator', () => {
  expect(of('filter', {})).toBe('Keeps the rows for which a condition is true.')
  expect(of('filter', {}, 'zh')).not.toBe('Keeps the rows for which a condition is true.')
})

test('no configuration whatever makes it fail', () => {
  for (const definition of catalogue)
    for (const value of [null, 1, 'x', [], [null], {}, [{ fn: 1 }]] as Json[])
      for (const setting of ['aggregates', 'keyBy', 'size', 'orderBy', 'columns', 'window', 'branches', 'condition'])
        expect(typeof of(definition.type, { [setting]: value })).toBe('string')
})
