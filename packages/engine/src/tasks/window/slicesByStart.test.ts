import { STRING } from '@millrace/language'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Aggregation } from '../../aggregates/aggregation.ts'
import { StateReader, StateWriter } from '../../state/bytes.ts'
import { Slices } from './slice.ts'
import { SlicesByStart } from './slicesByStart.ts'

const keyRow = [{ name: 'k', type: STRING, nullable: true }]
const start = fc.integer({ min: -40, max: 40 })
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ open: start }) },
  { weight: 2, arbitrary: fc.constant({ takeFirst: true as const }) },
  { weight: 2, arbitrary: fc.record({ take: start }) },
  { weight: 1, arbitrary: fc.constant({ restore: true as const }) },
)

test('the first slice is the one that begins first, whatever has come and gone', () => {
  const slices = new Slices(new Aggregation([], keyRow, 0), [0], keyRow)
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
      let kept = new SlicesByStart(slices)
      const expected = new Set<number>()
      for (const step of steps) {
        if ('open' in step) {
          expect(kept.at(step.open).start).toBe(step.open)
          expected.add(step.open)
        } else if ('take' in step) {
          expect(kept.take(step.take)?.start).toBe(expected.has(step.take) ? step.take : undefined)
          expected.delete(step.take)
        } else if ('restore' in step) {
          const writer = new StateWriter()
          kept.save(writer)
          kept = new SlicesByStart(slices)
          kept.restore(new StateReader(writer.finish()))
        } else if (expected.size > 0) expected.delete(kept.takeFirst().start)
        expect(kept.size).toBe(expected.size)
        expect(kept.first).toBe(Math.min(...expected))
      }
    }),
  )
})
