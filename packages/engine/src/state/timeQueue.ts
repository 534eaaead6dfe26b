/** Numbers, each due at a time, given in the order of these. Equal times are in the order of the numbers. */
export class TimeQueue {
  /** What is due before `near` is a heap; the rest lies unsorted in buckets by time. */
  private readonly times = new Times()
  private near = Number.NEGATIVE_INFINITY
  private readonly buckets = new Map<number, Times>()
  private lastNumber = Number.NaN
  private last: Times | undefined
  private readonly spare: Times[] = []
  private readonly width: number

  /** `width`: milliseconds of a bucket; a small part of the time for which numbers wait is right, but any will do. */
  constructor(width: number) {
    this.width = Math.max(1, Math.ceil(width))
  }

  add(time: number, id: number): void {
    if (time < this.near) return this.times.push(time, id)
    const number = Math.floor(time / this.width)
    if (number !== this.lastNumber) {
      this.last = this.buckets.get(number) ?? this.open(number)
      this.lastNumber = number
    }
    this.last!.append(time, id)
  }

  private open(number: number): Times {
    const bucket = this.spare.pop() ?? new Times()
    this.buckets.set(number, bucket)
    return bucket
  }

  /** Takes numbers that are due before a time, at most as many as fit into `into`; returns how many. */
  takeBefore(time: number, into: Int32Array): number {
    if (time > this.near) this.approach(time)
    const { times } = this
    let n = 0
    while (n < into.length && times.n > 0 && times.times[0]! < time) into[n++] = times.pop()
    return n
  }

  /** Moves the buckets that begin before a time into the heap. */
  private approach(time: number): void {
    for (const [number, bucket] of this.buckets) {
      if (number * this.width >= time) continue
      for (let k = 0; k < bucket.n; k++) this.times.push(bucket.times[k]!, bucket.ids[k]!)
      this.buckets.delete(number)
      bucket.n = 0
      if (this.spare.length < 4) this.spare.push(bucket)
    }
    this.lastNumber = Number.NaN
    this.near = time === Number.POSITIVE_INFINITY ? time : Math.ceil(time / this.width) * this.width
  }

  clear(): void {
    this.times.n = 0
    this.near = Number.NEGATIVE_INFINITY
    this.buckets.clear()
    this.lastNumber = Number.NaN
  }
}

/** Pairs of a time and a number: a list, or a heap with the smallest first. */
class Times {
  n = 0
  times = new Float64Array(64)
  ids = new Int32Array(64)

  append(time: number, id: number): void {
    if (this.n === this.ids.length) this.grow()
    this.times[this.n] = time
    this.ids[this.n++] = id
  }

  push(time: number, id: number): void {
    if (this.n === this.ids.length) this.grow()
    const { times, ids } = this
    let at = this.n++
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (times[parent]! < time || (times[parent] === time && ids[parent]! <= id)) break
      times[at] = times[parent]!
      ids[at] = ids[parent]!
      at = parent
    }
    times[at] = time
    ids[at] = id
  }

  /** Takes the first of a heap. */
  pop(): number {
    const { times, ids } = this
    const first = ids[0]!
    const n = --this.n
    const [time, id] = [times[n]!, ids[n]!]
    let at = 0
    for (let child = 1; child < n; child = 2 * at + 1) {
      if (child + 1 < n && this.before(child + 1, child)) child++
      if (time < times[child]! || (time === times[child] && id <= ids[child]!)) break
      times[at] = times[child]!
      ids[at] = ids[child]!
      at = child
    }
    times[at] = time
    ids[at] = id
    return first
  }

  private before(a: number, b: number): boolean {
    const { times, ids } = this
    return times[a]! < times[b]! || (times[a] === times[b] && ids[a]! < ids[b]!)
  }

  private grow(): void {
    const [times, ids] = [this.times, this.ids]
    this.times = new Float64Array(2 * times.length)
    this.times.set(times)
    this.ids = new Int32Array(2 * ids.length)
    this.ids.set(ids)
  }
}
