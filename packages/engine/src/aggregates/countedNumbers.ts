import { blockWords } from '../state/heap.ts'
import type { Records } from '../state/layout.ts'
import { compareDoubles } from './cells.ts'

/** Words of a number and how often it counts: two doubles. */
const PAIR = 4

/**
 * Numbers with how often each counts: one block of the heap for each record, sorted only when it is read.
 *
 * Behind a sorted part new pairs are appended in any order, those that are withdrawn with a negative count. Sorting joins equal
 * numbers and drops those that count no more. Before a block would grow it is sorted, so it has at most twice as many pairs as there
 * are different numbers. Six words of the record: block, its words, pairs, sorted pairs, and the sum of all counts.
 */
export class CountedNumbers {
  readonly words = 6
  private readonly at: number
  constructor(at: number) {
    this.at = at
  }

  append(records: Records, base: number, value: number, count: number): void {
    const at = base + this.at
    const { ints } = records
    if ((ints[at + 2]! + 1) * PAIR > ints[at + 1]!) this.makeRoom(records, base, 1)
    const { heap } = records
    const to = (ints[at]! + ints[at + 2]! * PAIR) >> 1
    heap.doubles[to] = value
    heap.doubles[to + 1] = count
    ints[at + 2] = ints[at + 2]! + 1
    records.doubles[(at + 4) >> 1] = records.doubles[(at + 4) >> 1]! + count
  }

  /** Room for more pairs: by joining equal ones when that frees half of the block, else by a larger block. */
  private makeRoom(records: Records, base: number, more: number): void {
    this.sort(records, base)
    const at = base + this.at
    const { ints, heap } = records
    const pairs = ints[at + 2]!
    if (2 * (pairs + more) * PAIR <= ints[at + 1]!) return
    const wanted = Math.max(4, 2 * pairs, pairs + more) * PAIR
    ints[at] = heap.enlarge(ints[at]!, ints[at + 1]!, wanted, pairs * PAIR)
    ints[at + 1] = blockWords(wanted)
  }

  merge(source: Records, from: Int32Array, target: Records, to: Int32Array, n: number): void {
    for (let j = 0; j < n; j++) this.mergeOne(source, from[j]! + this.at, target, to[j]!)
  }

  private mergeOne(source: Records, s: number, target: Records, base: number): void {
    const pairs = source.ints[s + 2]!
    if (pairs === 0) return
    const t = base + this.at
    const { ints } = target
    if ((ints[t + 2]! + pairs) * PAIR > ints[t + 1]!) this.makeRoom(target, base, pairs)
    const place = source.ints[s]!
    target.heap.ints.set(source.heap.ints.subarray(place, place + pairs * PAIR), ints[t]! + ints[t + 2]! * PAIR)
    // What was sorted there is so here only when it comes first.
    if (ints[t + 2] === 0) ints[t + 3] = source.ints[s + 3]!
    ints[t + 2] = ints[t + 2]! + pairs
    const total = (t + 4) >> 1
    target.doubles[total] = target.doubles[total]! + source.doubles[(s + 4) >> 1]!
  }

  /** Sum of all counts. */
  total({ doubles }: Records, base: number): number {
    return doubles[(base + this.at + 4) >> 1]!
  }

  /** Sorts what was appended into the sorted part. */
  sort(records: Records, base: number): void {
    const at = base + this.at
    const { ints, heap } = records
    const [place, pairs, sorted] = [ints[at]! >> 1, ints[at + 2]!, ints[at + 3]!]
    if (sorted === pairs) return
    const tail = sortedCopy(heap.doubles, place + 2 * sorted, pairs - sorted)
    ints[at + 2] = ints[at + 3] = join(heap.doubles, place, sorted, tail, pairs - sorted)
  }

  /** The number at a position from 1 to the total, interpolated between two where it is not whole. Must be sorted. */
  read(records: Records, base: number, position: number, shown: (value: number) => number): number {
    const at = base + this.at
    const { doubles } = records.heap
    const [lower, higher] = [Math.floor(position), Math.ceil(position)]
    let pair = records.ints[at]! >> 1
    let before = doubles[pair + 1]!
    while (before < lower) {
      pair += 2
      before += doubles[pair + 1]!
    }
    const value = shown(doubles[pair]!)
    return before >= higher ? value : (higher - position) * value + (position - lower) * shown(doubles[pair + 2]!)
  }

  release({ ints, heap }: Records, base: number): void {
    const at = base + this.at
    heap.release(ints[at]!, ints[at + 1]!)
    ints.fill(0, at, at + this.words)
  }
}

let scratch = new Float64Array(2048)
let other = new Float64Array(2048)
let single = new Float64Array(1024)

/** Some pairs in the order of their numbers, in scratch memory. */
function sortedCopy(doubles: Float64Array, from: number, pairs: number): Float64Array {
  if (2 * pairs > scratch.length) {
    scratch = new Float64Array(4 * pairs)
    other = new Float64Array(4 * pairs)
    single = new Float64Array(2 * pairs)
  }
  let equal = true
  const count = doubles[from + 1]!
  for (let p = 0; p < pairs; p++) {
    single[p] = doubles[from + 2 * p]!
    if (doubles[from + 2 * p + 1] !== count) equal = false
  }
  if (!equal) return mergeSorted(doubles, from, pairs)
  // The platform sorts plain numbers (−0 before 0, NaN last) much faster than anything that carries a second one.
  single.subarray(0, pairs).sort()
  for (let p = 0; p < pairs; p++) {
    scratch[2 * p] = single[p]!
    scratch[2 * p + 1] = count
  }
  return scratch
}

/** Merge sort from below. */
function mergeSorted(doubles: Float64Array, from: number, pairs: number): Float64Array {
  scratch.set(doubles.subarray(from, from + 2 * pairs))
  let [source, target] = [scratch, other]
  for (let width = 1; width < pairs; width *= 2) {
    for (let start = 0; start < pairs; start += 2 * width) mergeRuns(source, target, start, width, pairs)
    ;[source, target] = [target, source]
  }
  return source
}

function mergeRuns(source: Float64Array, target: Float64Array, start: number, width: number, pairs: number): void {
  const [middle, end] = [Math.min(start + width, pairs), Math.min(start + 2 * width, pairs)]
  let [a, b] = [start, middle]
  for (let to = start; to < end; to++) {
    const left = b >= end || (a < middle && compareDoubles(source[2 * a]!, source[2 * b]!) <= 0)
    const taken = left ? a++ : b++
    target[2 * to] = source[2 * taken]!
    target[2 * to + 1] = source[2 * taken + 1]!
  }
}

let joined = new Float64Array(2048)

/** Merges sorted pairs at a place with others behind them; returns how many are left when equal ones are joined. */
function join(doubles: Float64Array, place: number, sorted: number, tail: Float64Array, added: number): number {
  if (2 * (sorted + added) > joined.length) joined = new Float64Array(4 * (sorted + added))
  const out = joined
  // What lies below the smallest new number stays where it is.
  let kept = firstNotBelow(doubles, place, sorted, tail[0]!)
  let [a, b, n] = [kept, 0, 0]
  while (a < sorted || b < added) {
    const left = b >= added || (a < sorted && compareDoubles(doubles[place + 2 * a]!, tail[2 * b]!) <= 0)
    const value = left ? doubles[place + 2 * a]! : tail[2 * b]!
    const count = left ? doubles[place + 2 * a++ + 1]! : tail[2 * b++ + 1]!
    if (n > 0 && compareDoubles(out[2 * n - 2]!, value) === 0) out[2 * n - 1] = out[2 * n - 1]! + count
    else {
      if (n > 0 && out[2 * n - 1] === 0) n--
      out[2 * n] = value
      out[2 * n + 1] = count
      n++
    }
  }
  if (n > 0 && out[2 * n - 1] === 0) n--
  doubles.set(out.subarray(0, 2 * n), place + 2 * kept)
  kept += n
  return kept
}

function firstNotBelow(doubles: Float64Array, place: number, pairs: number, value: number): number {
  let [low, high] = [0, pairs]
  while (low < high) {
    const middle = (low + high) >> 1
    if (compareDoubles(doubles[place + 2 * middle]!, value) < 0) low = middle + 1
    else high = middle
  }
  return low
}
