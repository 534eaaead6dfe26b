import { emptyPipeline } from '@millrace/pipeline'
import { describe, expect, test } from 'vitest'
import type { LiveJob } from '../api/types.ts'
import { runOf, shownNumbers } from './liveNumbers.ts'

const node = {
  rowsIn: 10,
  rowsOut: 5,
  inPerSecond: 123.456,
  outPerSecond: 0,
  busy: 0.12345,
  held: null,
  watermark: null,
  lagMs: 1234,
  ended: false,
  late: 1,
  failed: 0,
  rejected: 0,
  stateRows: 7,
  stateBytes: 99,
  trouble: null,
}

test('what is not known is absent, and numbers are as exact as they are read', () => {
  const { nodes, ports } = shownNumbers({
    at: 0,
    nodes: { a: node },
    ports: { 'a.out': { rows: 5, perSecond: 1234.5 } },
  })
  expect(nodes.a).toEqual({
    rateIn: 123,
    rateOut: 0,
    rowsIn: 10,
    rowsOut: 5,
    late: 1,
    failed: 0,
    rejected: 0,
    state: 7,
    stateBytes: 99,
    ended: false,
    busy: 0.12,
    lag: 1200,
  })
  expect(ports['a.out']).toEqual({ rate: 1230, rows: 5 })
})

describe('a run', () => {
  const status: NonNullable<LiveJob['status']> = {
    state: 'running',
    version: 3,
    deployedAt: 1,
    since: 2,
    restarts: 0,
    restartAt: null,
    failure: null,
  }
  const live = (version: number): LiveJob => ({ status: { ...status, version }, numbers: null, checkpoint: null })

  test('keeps the document of its version and forgets that of another', () => {
    const before = { version: 3, deployed: emptyPipeline('p') }
    expect(runOf(live(3), before).deployed).toBe(before.deployed)
    expect(runOf(live(4), before).deployed).toBeUndefined()
  })

  test('is empty for what was never deployed', () => {
    expect(runOf({ status: null, numbers: null, checkpoint: null }, { version: 3 })).toEqual({})
  })
})
