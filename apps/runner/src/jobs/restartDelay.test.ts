import { expect, test } from 'vitest'
import { MOST_OWN_MISTAKES, RESTARTS, RestartDelay } from './restartDelay.ts'

const passing = { retryable: true, ours: false }
/** In the middle there is no jitter. */
const delays = () => new RestartDelay(() => 0.5)

test('each delay is half as long again, up to a minute, as in Flink', () => {
  const delay = delays()
  const found = Array.from({ length: 12 }, (_, i) => Math.round(delay.after(passing, i * 1000)!))
  expect(found).toEqual([1000, 1500, 2250, 3375, 5063, 7594, 11_391, 17_086, 25_629, 38_443, 57_665, 60_000])
})

test('a tenth more or less at random', () => {
  expect(new RestartDelay(() => 0).after(passing, 0)).toBeCloseTo(900)
  expect(new RestartDelay(() => 0.999_999).after(passing, 0)).toBeCloseTo(1100, 1)
})

test('after an hour without failure it begins anew', () => {
  const delay = delays()
  delay.after(passing, 0)
  delay.after(passing, 2000)
  expect(delay.after(passing, 2000 + RESTARTS.resetAfterMs)).toBe(2250)
  expect(delay.after(passing, 10_000 + 2 * RESTARTS.resetAfterMs)).toBe(1000)
})

test('what cannot pass is not tried again; a mistake of ours a few times only', () => {
  expect(delays().after({ retryable: false, ours: false }, 0)).toBeUndefined()
  const delay = delays()
  const tries = Array.from({ length: MOST_OWN_MISTAKES + 1 }, (_, i) => delay.after({ retryable: true, ours: true }, i))
  expect(tries.filter((ms) => ms !== undefined).length).toBe(MOST_OWN_MISTAKES)
  expect(tries.at(-1)).toBeUndefined()
})
