import { type Batch, range } from '../batch.ts'
import { type Cuts, nextCut } from './cuts.ts'

export interface CutOptions {
  /** The event-time column; it has no NULL. */
  time: number
  delay: number
  cuts: Cuts
  out(batch: Batch): void
  /** Passes on the watermark that the rows so far imply. */
  advance(): void
  /** Whether to go on after a cut. */
  stay(): boolean
}

/**
 * Sends rows on from a place in a batch, cut before every row that may be late, and the watermark at every cut and at the end; lateness
 * is then decided as if a watermark followed every row. Returns how many rows have gone on: fewer than all when it stopped at a cut.
 */
export function sendInCuts(
  sequence: { maxTime: number },
  batch: Batch,
  from: number,
  { time: column, delay, cuts, out, advance, stay }: CutOptions,
): number {
  const { data } = batch.cols[column] as { data: Float64Array }
  const { sel, n } = batch
  const { reach } = cuts
  let published = sequence.maxTime - delay
  let cutAt = nextCut(cuts, published)
  measure(data, sel, from, n)
  const latest = Math.max(sequence.maxTime, span.max) - delay
  if (span.min > latest + reach && latest < cutAt) {
    // No row is near the watermark, wherever that comes to.
    if (span.max > sequence.maxTime) sequence.maxTime = span.max
    sendPart(batch, from, n, span.min, span.max, out)
    advance()
    return n
  }
  let sent = from
  let [minTime, maxTime] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let j = from; j < n; j++) {
    const time = data[sel === null ? j : sel[j]!]!
    const implied = sequence.maxTime - delay
    if ((time <= implied + reach && (implied > published || j === sent)) || implied >= cutAt) {
      sendPart(batch, sent, j, minTime, maxTime, out)
      sent = j
      advance()
      if (!stay()) return sent
      published = implied
      cutAt = nextCut(cuts, published)
      minTime = Number.POSITIVE_INFINITY
      maxTime = Number.NEGATIVE_INFINITY
    }
    if (time > sequence.maxTime) sequence.maxTime = time
    if (time < minTime) minTime = time
    if (time > maxTime) maxTime = time
  }
  sendPart(batch, sent, n, minTime, maxTime, out)
  advance()
  return n
}

/** The earliest and the latest time that was measured last. */
const span = { min: 0, max: 0 }

function measure(data: Float64Array, sel: Int32Array | null, from: number, n: number): void {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let j = from; j < n; j++) {
    const time = data[sel === null ? j : sel[j]!]!
    if (time < min) min = time
    if (time > max) max = time
  }
  span.min = min
  span.max = max
}

function sendPart(
  batch: Batch,
  from: number,
  to: number,
  minTime: number,
  maxTime: number,
  out: (batch: Batch) => void,
): void {
  if (from === to) return
  if (from === 0 && to === batch.n) return out({ ...batch, minTime, maxTime })
  const sel = batch.sel === null ? range(from, to) : batch.sel.subarray(from, to)
  out({ ...batch, sel, n: to - from, minTime, maxTime })
}
