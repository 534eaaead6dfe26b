import { TimeQueue } from '../state/timeQueue.ts'

/** Milliseconds of a bucket of numbers by their time. */
const BUCKET = 1000

/** Numbers that wait for the watermark to reach their time, and those that it has reached. */
export class DueQueue {
  /** The numbers that were taken last, in the order of their times; the owner may order them further. */
  due = new Int32Array(1024)
  private readonly queue = new TimeQueue(BUCKET)

  add(time: number, id: number): void {
    this.queue.add(time, id)
  }

  /** Takes the numbers up to a time; they are in `due`. Returns how many. */
  take(time: number): number {
    let n = 0
    for (;;) {
      // Times are whole milliseconds.
      const more = this.queue.takeBefore(time + 1, this.due.subarray(n))
      if (more === 0) return n
      n += more
      if (n === this.due.length) this.grow()
    }
  }

  private grow(): void {
    const old = this.due
    this.due = new Int32Array(2 * old.length)
    this.due.set(old)
  }
}
