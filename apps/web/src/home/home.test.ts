import { describe, expect, test } from 'vitest'
import type { PipelineSummary } from '../api/types.ts'
import { freeName } from './freeName.ts'
import { type Filter, isShown, standingOf } from './status.ts'

type Part = Pick<PipelineSummary, 'job' | 'errors'>
const job = (state: NonNullable<Part['job']>['state']): Part => ({
  errors: 0,
  job: { state, version: 1, deployedAt: 0, since: 0, restarts: 0, restartAt: null, failure: null },
})
const draft = (errors: number): Part => ({ job: null, errors })

describe('the list of pipelines', () => {
  test('asks for attention where something has gone wrong', () => {
    expect([job('failed'), job('restarting'), draft(2)].map((one) => standingOf(one).needsAttention)).toEqual([
      true,
      true,
      true,
    ])
    expect([job('running'), job('stopped'), draft(0)].map((one) => standingOf(one).needsAttention)).toEqual([
      false,
      false,
      false,
    ])
  })

  test('filters', () => {
    const all = [job('running'), job('failed'), job('stopped'), draft(0), draft(1)]
    const shown = (filter: Filter) => all.filter((one) => isShown(filter, one)).length
    expect([shown('all'), shown('running'), shown('attention'), shown('drafts')]).toEqual([5, 1, 2, 2])
  })
})

test('a new name is one that is not taken', () => {
  expect(freeName('orders', [])).toBe('orders')
  expect(freeName('orders', ['orders', 'orders 2'])).toBe('orders 3')
  expect(freeName('orders 2', ['orders 2'])).toBe('orders 3')
})
