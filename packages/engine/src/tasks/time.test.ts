import type { PlanNode } from '@millrace/algebra'
import { type RowType, UTC } from '@millrace/language'
import { toBatch } from '@millrace/testkit'
import { expect, test } from 'vitest'
import { StateReader, StateWriter } from '../state/bytes.ts'
import { TimeTask } from './time.ts'

const row: RowType = [{ name: 'at', type: { t: 'TIMESTAMP', precision: 3 }, nullable: true }]
const changes = { mode: 'append' } as const
const node: PlanNode<Extract<PlanNode['op'], { op: 'time' }>> = {
  id: 'it/time',
  owner: 'it',
  op: { op: 'time', time: { column: 0, delay: 2, idleAfter: 50 } },
  inputs: [{ node: 'in', port: 'out' }],
  outputs: { out: { row, changes, time: 0 }, failed: { row, changes } },
}

/** A task and what leaves it, in its order: numbers of rows, watermarks, idleness. */
function create() {
  const seen: string[] = []
  const clock = { now: 0 }
  const task = new TimeTask({
    node,
    inputs: [{ row, changes }],
    environment: { zone: UTC, now: () => 0, random: () => 0.5 },
    emit: (port, batch) => seen.push(`${port} ${batch.n}`),
    read: () => true,
    advance: (time) => seen.push(`watermark ${time}`),
    setIdle: (idle) => seen.push(idle ? 'idle' : 'awake'),
    monotonic: () => clock.now,
    cuts: { reach: 0, every: Number.POSITIVE_INFINITY },
  })
  const push = (...times: (number | null)[]) =>
    task.process(
      toBatch(
        times.map((time) => ({ kind: '+I', row: [time] })),
        row,
      ),
    )
  const taken = () => seen.splice(0)
  return { task, clock, push, taken }
}

test('a batch is cut before a row that may be late, and the watermark goes in between', () => {
  const { push, taken } = create()
  push(10, 11, 20, 18, 19)
  expect(taken()).toEqual(['out 3', 'watermark 18', 'out 2'])
})

test('watermarks begin above 0 and never go back', () => {
  const { push, taken } = create()
  push(1, 2)
  push(5)
  push(4, 3)
  expect(taken()).toEqual(['out 2', 'out 1', 'watermark 3', 'out 2'])
})

test('rows without a time leave on the side', () => {
  const { push, taken } = create()
  push(10, null, 12)
  expect(taken()).toEqual(['failed 1', 'out 2', 'watermark 10'])
})

test('after silence it is idle, until the next row', () => {
  const { task, clock, push, taken } = create()
  push(10)
  clock.now = 40
  task.tick(40)
  task.tick(60)
  task.tick(70)
  clock.now = 80
  push(11)
  task.tick(90)
  expect(taken()).toEqual(['out 1', 'watermark 8', 'idle', 'awake', 'out 1', 'watermark 9'])
})

test('a restored one goes on where it was', () => {
  const [first, second] = [create(), create()]
  first.push(10)
  first.task.tick(60)
  const writer = new StateWriter()
  first.task.save(writer)
  second.task.restore(new StateReader(writer.finish()))
  second.push(9)
  second.push(13)
  expect(second.taken()).toEqual(['awake', 'out 1', 'out 1', 'watermark 11'])
})
