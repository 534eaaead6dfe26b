import type { Records } from '../../state/layout.ts'

/** Slots of a wheel; timers farther ahead share them, and are only looked at before their time. */
const SLOTS = 4096
const NEVER = Number.POSITIVE_INFINITY

/**
 * Timers of records, one for each, as lists in the slots of a wheel (Varghese and Lauck, 1987).
 *
 * A timer need not be moved when what it waits for moves on: its record is looked at when its slot is reached, and armed anew. A
 * wheel is not saved; it is made from the records.
 */
export class TimerWheel {
  private readonly records: Records
  /**
   * Word of a record that holds the next one of its slot (first word plus 1). The word behind it holds the one before it, or its
   * slot as −1 − slot for the first one; 0 when it is not armed.
   */
  private readonly link: number
  /** Milliseconds of a slot. */
  private readonly width: number
  private readonly heads = new Int32Array(SLOTS)
  /** No timer of a slot is due before this. */
  private readonly least = new Float64Array(SLOTS).fill(NEVER)
  /** Where the wheel stands: slots before it have been looked at. */
  private position = Number.NEGATIVE_INFINITY

  /** `typical` is how far ahead timers usually lie, in milliseconds. */
  constructor(records: Records, link: number, typical: number) {
    this.records = records
    this.link = link
    this.width = Math.max(1, Math.floor(typical / (SLOTS / 4)))
  }

  /** Arms a record, anew if it is armed. */
  arm(base: number, time: number): void {
    this.disarm(base)
    const slot = slotOf(Math.max(Math.floor(time / this.width), this.position))
    const { ints } = this.records
    const { link } = this
    const next = this.heads[slot]!
    ints[base + link] = next
    ints[base + link + 1] = -1 - slot
    if (next !== 0) ints[next - 1 + link + 1] = base + 1
    this.heads[slot] = base + 1
    if (time < this.least[slot]!) this.least[slot] = time
  }

  disarm(base: number): void {
    const { ints } = this.records
    const { link } = this
    const [next, before] = [ints[base + link]!, ints[base + link + 1]!]
    if (before === 0) return
    if (before > 0) ints[before - 1 + link] = next
    else this.heads[-1 - before] = next
    if (next !== 0) ints[next - 1 + link + 1] = before
    ints[base + link] = 0
    ints[base + link + 1] = 0
  }

  /**
   * Visits all records whose time has come, and some before it. A visit says when the record is due: it is armed for then if that
   * is after `time`, and no longer armed otherwise. Visits arm and disarm nothing themselves.
   *
   * True when records were visited in the order in which they were armed for, as far as these times lie in different slots.
   */
  advance(time: number, visit: (base: number) => number): boolean {
    const to = Math.floor(time / this.width)
    const from = this.position
    this.position = to
    // A turn of the wheel looks at all of it.
    const ordered = to - from < SLOTS
    if (ordered) for (let at = from; at <= to; at++) this.empty(slotOf(at), time, visit)
    else for (let slot = 0; slot < SLOTS; slot++) this.empty(slot, time, visit)
    return ordered
  }

  private empty(slot: number, time: number, visit: (base: number) => number): void {
    if (this.least[slot]! > time) return
    this.least[slot] = NEVER
    const { ints } = this.records
    const { link } = this
    let entry = this.heads[slot]!
    this.heads[slot] = 0
    while (entry !== 0) {
      const base = entry - 1
      entry = ints[base + link]!
      ints[base + link] = 0
      ints[base + link + 1] = 0
      const due = visit(base)
      if (due > time) this.arm(base, due)
    }
  }
}

function slotOf(position: number): number {
  return Number.isFinite(position) ? position - Math.floor(position / SLOTS) * SLOTS : 0
}
