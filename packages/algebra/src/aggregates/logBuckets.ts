/**
 * Numbers in buckets whose width grows with the number, so that the middle of a bucket is within a relative error of all numbers in
 * it (Masson, Rim, Lee: "DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees", VLDB 2019).
 *
 * A bucket is named by a number that orders as the numbers in it do; 0, NaN and the infinities have buckets of their own.
 * All doubles fall into at most 4,200 · ln 2 / ln γ buckets: 146,000 at an accuracy of 1 %.
 */
export interface LogBuckets {
  bucketOf(value: number): number
  /** The number that stands for a bucket. */
  middleOf(bucket: number): number
}

/** Keeps the names of positive numbers above 0: no exponent of a double is this far below. */
const OFFSET = 2 ** 40

/** Buckets for a relative error between 0 and 1. */
export function logBuckets(accuracy: number): LogBuckets {
  const logGamma = Math.log1p((2 * accuracy) / (1 - accuracy))
  const toMiddle = 1 - accuracy
  return {
    bucketOf(value) {
      if (value === 0) return 0
      const size = Math.abs(value)
      if (!(size < Number.POSITIVE_INFINITY)) return value
      const bucket = Math.ceil(Math.log(size) / logGamma) + OFFSET
      return value > 0 ? bucket : -bucket
    },
    middleOf(bucket) {
      const size = Math.abs(bucket)
      if (bucket === 0 || !(size < Number.POSITIVE_INFINITY)) return bucket
      const middle = Math.min(Math.exp((size - OFFSET) * logGamma) * toMiddle, Number.MAX_VALUE)
      return bucket > 0 ? middle : -middle
    },
  }
}
