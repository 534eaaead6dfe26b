import type { StateReader, StateWriter } from '../../state/bytes.ts'
import { Records } from '../../state/layout.ts'
import { TimeQueue } from '../../state/timeQueue.ts'
import { END, LAST, type OverGroups } from './overGroups.ts'

/** A look at a group: its time as a double, and the group. */
const GROUP = 2
const LOOK_WORDS = 4

/** When groups of a frame over time are forgotten: one and a half frames after their last row, as in Flink. */
export class GroupEnds {
  private readonly preceding: number
  private readonly groups: OverGroups
  /** When to look whether a group has ended. */
  private readonly looks = new Records(LOOK_WORDS)
  private readonly queue = new TimeQueue(1000)
  private readonly due = new Int32Array(256)

  constructor(preceding: number, groups: OverGroups) {
    this.preceding = preceding
    this.groups = groups
  }

  /** A row of a group has come: it is kept for longer, and a row after that finds it forgotten. */
  prolong(base: number, time: number): void {
    const { preceding } = this
    const { doubles } = this.groups.table.records
    const at = ((base + this.groups.own) >> 1) + END
    if (doubles[at] !== 0 && doubles[at]! >= time + preceding + 1) return
    doubles[at] = time + Math.trunc(preceding * 1.5) + 1
    const look = this.looks.add()
    this.looks.doubles[look >> 1] = doubles[at]!
    this.looks.ints[look + GROUP] = base
    this.queue.add(doubles[at]!, look)
  }

  /** Looks at the groups that may be over at a time, and forgets those that are. */
  advance(time: number, forget: (base: number) => void): void {
    const { due, queue } = this
    for (let n = queue.takeBefore(time + 1, due); n > 0; n = queue.takeBefore(time + 1, due))
      for (let k = 0; k < n; k++) this.look(due[k]!, time, forget)
  }

  /** A look at a group that goes on counts like a row that was given, as Flink's timers do: what is before it is late from now on. */
  private look(look: number, time: number, forget: (base: number) => void): void {
    const base = this.looks.ints[look + GROUP]!
    const at = this.looks.doubles[look >> 1]!
    this.looks.remove(look)
    const { doubles } = this.groups.table.records
    const own = (base + this.groups.own) >> 1
    if (doubles[own + END]! > time) doubles[own + LAST] = Math.max(doubles[own + LAST]!, at)
    else if (doubles[own + END] !== 0) forget(base)
  }

  save(writer: StateWriter): void {
    this.looks.save(writer)
  }

  restore(reader: StateReader): void {
    this.looks.load(reader)
    for (const look of this.looks.bases()) this.queue.add(this.looks.doubles[look >> 1]!, look)
  }
}
