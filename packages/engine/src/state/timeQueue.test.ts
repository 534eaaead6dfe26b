import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TimeQueue } from './timeQueue.ts'

const RUNS = Number(process.env.MILLRACE_RUNS ?? 200)

const times = fc.integer({ min: -100, max: 100 })
/** Few, many in disorder, and many that are nearly in order. */
const entries = fc.oneof(
  fc.array(times, { maxLength: 12 }),
  fc.array(times, { minLength: 60, maxLength: 120 }),
  fc.array(fc.nat(3), { minLength: 60, maxLength: 120 }).map((steps) => steps.map((step, i) => (i >> 1) - step)),
)
const steps = fc.array(fc.record({ entries, before: fc.integer({ min: -100, max: 130 }) }), { maxLength: 12 })

/** Takes everything that is due, in pieces. */
function taken(queue: TimeQueue, before: number, piece: number): number[] {
  const [all, into]: [number[], Int32Array] = [[], new Int32Array(piece)]
  for (let n = queue.takeBefore(before, into); n > 0; n = queue.takeBefore(before, into))
    all.push(...into.subarray(0, n))
  return all
}

test('numbers come out when they are due, in the order of their times, whatever the width of the buckets', () => {
  fc.assert(
    fc.property(steps, fc.constantFrom(0, 1, 7, 1000), fc.integer({ min: 1, max: 5 }), (steps, width, piece) => {
      const queue = new TimeQueue(width)
      let waiting: { time: number; id: number }[] = []
      let id = 0
      for (const { entries, before } of [...steps, { entries: [], before: Number.POSITIVE_INFINITY }]) {
        for (const time of entries) {
          queue.add(time, ++id)
          waiting.push({ time, id })
        }
        const due = waiting.filter(({ time }) => time < before).sort((a, b) => a.time - b.time || a.id - b.id)
        waiting = waiting.filter(({ time }) => time >= before)
        expect(taken(queue, before, piece)).toEqual(due.map(({ id }) => id))
      }
    }),
    { numRuns: RUNS },
  )
})

test('it is empty after clear', () => {
  const queue = new TimeQueue(10)
  for (let time = 0; time < 100; time++) queue.add(time, time)
  expect(taken(queue, 35, 3)).toHaveLength(35)
  queue.clear()
  expect(taken(queue, Number.POSITIVE_INFINITY, 3)).toEqual([])
  queue.add(5, 1)
  expect(taken(queue, 6, 3)).toEqual([1])
})
