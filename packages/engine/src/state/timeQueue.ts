/** Numbers, each due at a time, given in the order of these. Equal times are in the order of the numbers. */
export class TimeQueue {
  /**
   * What is due before `near`: a sorted list, read from `next` on, and a heap of what came late or in disorder. The rest lies unsorted
   * in buckets by time.
   */
  private readonly sorted = new Times()
  private next = 0
  private readonly heap = new Times()
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
    if (time < this.near) return this.heap.push(time, id)
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
    const { sorted, heap } = this
    let n = 0
    while (n < into.length) {
      const fromHeap = heap.n > 0 && (this.next === sorted.n || heap.isBefore(0, sorted, this.next))
      if (fromHeap) {
        if (heap.times[0]! >= time) return n
        into[n++] = heap.pop()
      } else {
        if (this.next === sorted.n || sorted.times[this.next]! >= time) return n
        into[n++] = sorted.ids[this.next++]!
      }
    }
    return n
  }

  /** Moves the buckets that begin before a time to what is due, the earliest first. */
  private approach(time: number): void {
    this.sorted.dropFirst(this.next)
    this.next = 0
    const due = [...this.buckets.keys()].filter((number) => number * this.width < time).sort((a, b) => a - b)
    for (const number of due) {
      const bucket = this.buckets.get(number)!
      const into = bucket.sort() ? this.sorted : this.heap
      for (let k = 0; k < bucket.n; k++) {
        if (into === this.sorted) into.append(bucket.times[k]!, bucket.ids[k]!)
        else into.push(bucket.times[k]!, bucket.ids[k]!)
      }
      this.buckets.delete(number)
      bucket.n = 0
      if (this.spare.length < 4) this.spare.push(bucket)
    }
    this.lastNumber = Number.NaN
    this.near = time === Number.POSITIVE_INFINITY ? time : Math.ceil(time / this.width) * this.width
  }

  clear(): void {
    this.sorted.n = this.next = this.heap.n = 0
    this.near = Number.NEGATIVE_INFINITY
    this.buckets.clear()
    this.lastNumber = Number.NaN
  }
}

/** Pairs of a time and a number: a list, or a heap with the earliest first. */
class Times {
  n = 0
  times = new Float64Array(64)
  ids = new Int32Array(64)

  append(time: number, id: number): void {
    if (this.n === this.ids.length) this.grow()
    this.times[this.n] = time
    this.ids[this.n++] = id
  }

  /** Forgets the first entries of a list. */
  dropFirst(count: number): void {
    this.times.copyWithin(0, count, this.n)
    this.ids.copyWithin(0, count, this.n)
    this.n -= count
  }

  /** Sorts a list in which little is out of order; gives up, and false, when it is much. */
  sort(): boolean {
    const { times, ids, n } = this
    let moves = 8 * n
    for (let k = 1; k < n; k++) {
      const time = times[k]!
      const id = ids[k]!
      let at = k
      while (at > 0 && (times[at - 1]! > time || (times[at - 1] === time && ids[at - 1]! > id))) {
        times[at] = times[at - 1]!
        ids[at] = ids[at - 1]!
        at--
      }
      times[at] = time
      ids[at] = id
      moves -= k - at
      if (moves < 0) return false
    }
    return true
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
    const time = times[n]!
    const id = ids[n]!
    let at = 0
    for (let child = 1; child < n; child = 2 * at + 1) {
      if (child + 1 < n && this.isBefore(child + 1, this, child)) child++
      if (time < times[child]! || (time === times[child] && id <= ids[child]!)) break
      times[at] = times[child]!
      ids[at] = ids[child]!
      at = child
    }
    times[at] = time
    ids[at] = id
    return first
  }

  isBefore(a: number, other: Times, b: number): boolean {
    const time = this.times[a]!
    const otherTime = other.times[b]!
    return time < otherTime || (time === otherTime && this.ids[a]! < other.ids[b]!)
  }

  private grow(): void {
    const [times, ids] = [this.times, this.ids]
    this.times = new Float64Array(2 * times.length)
    this.times.set(times)
    this.ids = new Int32Array(2 * ids.length)
    this.ids.set(ids)
  }
}
