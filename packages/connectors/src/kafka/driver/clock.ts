/**
 * Milliseconds of a clock that only goes forward, for deadlines and waiting times.
 *
 * The wall clock may jump by an hour in either direction; a retry must not wait for it to come back.
 */
export function monotonicMs(): number {
  return performance.now()
}
