import { Memory } from './memory.ts'

/** Slots of a segment that is split and no longer doubled: 64 KiB, so that a split takes less than a tenth of a millisecond. */
const MOST_SLOTS = 8192
/** Slots are full from here on; longer ways cost more than room. */
const FILL = 0.5
/** The first bits of a hash choose the segment; the last 13 the slot in it. */
const MOST_DEPTH = 19

/**
 * Places of records by hash: open addressing in segments that split as they fill (extendible hashing: Fagin and others, 1979).
 *
 * A segment has all hashes with the same first bits, so it is a range of key groups. A small index is one segment. No step of growth
 * touches more than one segment, but for the directory, which has four bytes for each.
 *
 * Two words a slot: hash, and place + 1 (0 is an empty slot). The places are those of the owner's records.
 */
export class SegmentIndex {
  slots: Int32Array
  /** First word of the segment of each hash that begins with the bits of its number. */
  directory = new Int32Array(2)
  /** How far a hash is shifted to give its number in the directory. */
  shift = 31
  /** Slots of a segment − 1. */
  mask: number
  private readonly memory: Memory
  private segments = 1
  /** Entries of each segment. */
  private counts = new Int32Array(8)
  /** First bits that the hashes of a segment have in common. */
  private depths = new Uint8Array(8)

  constructor(slots = 256) {
    this.mask = slots - 1
    this.memory = new Memory(8 * slots)
    this.slots = new Int32Array(this.memory.buffer)
  }

  private get segmentWords(): number {
    return 2 * (this.mask + 1)
  }

  /** How far a word is shifted to give the number of its segment. */
  private get segmentBits(): number {
    return 33 - Math.clz32(this.mask)
  }

  /** The place of the first entry with a hash; where there is none, −1 − the word at which it would begin. */
  find(h: number): number {
    const { slots, mask } = this
    const start = this.directory[h >>> this.shift]!
    for (let slot = h & mask; ; slot = (slot + 1) & mask) {
      const at = start + 2 * slot
      const entry = slots[at + 1]!
      if (entry === 0) return ~at
      if (slots[at] === h) return entry - 1
    }
  }

  /** Adds an entry that `find` has just not found: `missing` is what it gave. Like `put`. */
  putAt(missing: number, h: number, place: number): void {
    const at = ~missing
    const segment = at >>> this.segmentBits
    if (this.counts[segment]! > FILL * this.mask) return this.put(h, place)
    this.counts[segment]!++
    this.slots[at] = h
    this.slots[at + 1] = place + 1
  }

  /** Adds an entry that is not there. Slots, directory and mask may be others afterwards. */
  put(h: number, place: number): void {
    let segment = this.segmentOf(h)
    while (this.counts[segment]! > FILL * this.mask && this.makeRoom(segment)) segment = this.segmentOf(h)
    if (this.counts[segment] === this.mask) throw new Error('Too many keys of the state have the same hash.')
    this.counts[segment]!++
    this.insert(segment * this.segmentWords, h, place + 1)
  }

  private segmentOf(h: number): number {
    return this.directory[h >>> this.shift]! >>> this.segmentBits
  }

  private insert(start: number, h: number, entry: number): void {
    const { slots, mask } = this
    let slot = h & mask
    while (slots[start + 2 * slot + 1] !== 0) slot = (slot + 1) & mask
    slots[start + 2 * slot] = h
    slots[start + 2 * slot + 1] = entry
  }

  /** Removes the entry of a place. */
  remove(h: number, place: number): void {
    const { slots, mask } = this
    const start = this.directory[h >>> this.shift]!
    let slot = h & mask
    while (slots[start + 2 * slot + 1] !== place + 1) slot = (slot + 1) & mask
    this.counts[start >>> this.segmentBits]!--
    this.close(start, slot)
  }

  /** Empties a slot; entries behind it that would no longer be found move forward. */
  private close(start: number, empty: number): void {
    const { slots, mask } = this
    let hole = empty
    for (let slot = (hole + 1) & mask; slots[start + 2 * slot + 1] !== 0; slot = (slot + 1) & mask) {
      const way = (slot - slots[start + 2 * slot]!) & mask
      if (way < ((slot - hole) & mask)) continue
      slots[start + 2 * hole] = slots[start + 2 * slot]!
      slots[start + 2 * hole + 1] = slots[start + 2 * slot + 1]!
      hole = slot
    }
    slots[start + 2 * hole] = 0
    slots[start + 2 * hole + 1] = 0
  }

  /** Doubles the only segment, or splits one; false when neither can be done. */
  private makeRoom(segment: number): boolean {
    if (this.mask + 1 < MOST_SLOTS) this.double()
    else if (this.depths[segment] === MOST_DEPTH) return false
    else this.split(segment)
    return true
  }

  private double(): void {
    const old = this.slots.slice(0, this.segmentWords)
    this.mask = 2 * this.mask + 1
    this.extend(this.segmentWords)
    this.slots.fill(0, 0, this.segmentWords)
    this.insertAll(0, old)
  }

  private insertAll(start: number, entries: Int32Array): void {
    for (let at = 0; at < entries.length; at += 2)
      if (entries[at + 1] !== 0) this.insert(start, entries[at]!, entries[at + 1]!)
  }

  private extend(words: number): void {
    if (words > this.slots.length) this.slots = new Int32Array(this.memory.grow(4 * words))
  }

  /** Moves the entries whose next bit is 1 to a new segment. */
  private split(segment: number): void {
    const depth = this.depths[segment]!
    if (depth === 32 - this.shift) this.doubleDirectory()
    const { segmentWords } = this
    const [start, next] = [segment * segmentWords, this.segments * segmentWords]
    this.addSegment(next + segmentWords)
    this.depths[segment] = this.depths[this.segments - 1] = depth + 1
    const old = this.slots.slice(start, start + segmentWords)
    this.slots.fill(0, start, start + segmentWords)
    const bit = 31 - depth
    let moved = 0
    for (let at = 0; at < old.length; at += 2) {
      if (old[at + 1] === 0) continue
      const one = (old[at]! >>> bit) & 1
      moved += one
      this.insert(one === 1 ? next : start, old[at]!, old[at + 1]!)
    }
    this.counts[this.segments - 1] = moved
    this.counts[segment] = this.counts[segment]! - moved
    this.point(start, next, bit - this.shift)
  }

  /** Sets those numbers of a segment to another one whose bit at `bit` is 1. */
  private point(from: number, to: number, bit: number): void {
    const { directory } = this
    // The numbers of a segment are one run, the ones with the bit its second half.
    for (let i = directory.indexOf(from); directory[i] === from; i++) if (((i >>> bit) & 1) === 1) directory[i] = to
  }

  private doubleDirectory(): void {
    this.directory = Int32Array.from({ length: 2 * this.directory.length }, (_, i) => this.directory[i >> 1]!)
    this.shift--
  }

  private addSegment(end: number): void {
    this.extend(end)
    this.slots.fill(0, end - this.segmentWords, end)
    this.segments++
    if (this.segments <= this.counts.length) return
    const [counts, depths] = [this.counts, this.depths]
    this.counts = new Int32Array(2 * counts.length)
    this.counts.set(counts)
    this.depths = new Uint8Array(2 * depths.length)
    this.depths.set(depths)
  }

  /** Forgets all entries and keeps the memory. */
  clear(): void {
    this.slots.fill(0, 0, this.segments * this.segmentWords)
    this.counts.fill(0)
    this.depths.fill(0)
    this.segments = 1
    this.directory = new Int32Array(2)
    this.shift = 31
  }
}
