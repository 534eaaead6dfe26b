import { catalogue } from '@millrace/operators'
import { expect, test } from 'vitest'
import { grouped, searched } from './search.ts'

const types = (text: string) => searched(catalogue, text).map(({ type }) => type)

test('a title is found by its beginning, first', () => {
  expect(types('tumb')[0]).toBe('tumbling-window')
  expect(types('kafka').slice(0, 2).sort()).toEqual(['kafka-sink', 'kafka-source'])
})

test('synonyms of both languages find, whatever language is shown', () => {
  expect(types('hop')[0]).toBe('sliding-window')
  expect(types('where')).toContain('filter')
  expect(types('滚动窗口')[0]).toBe('tumbling-window')
  expect(types('过滤')[0]).toBe('filter')
})

test('every word must be found', () => {
  expect(types('window best')).toContain('window-top-n')
  expect(types('window zebra')).toEqual([])
})

test('nothing asked is everything, in groups from sources to sinks', () => {
  expect(types('  ')).toHaveLength(catalogue.length)
  const groups = grouped(catalogue).map(({ group }) => group)
  expect(groups.at(0)).toBe('source')
  expect(groups.at(-1)).toBe('sink')
})
