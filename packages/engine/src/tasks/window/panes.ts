import type { RowType } from '@millrace/language'
import type { Batch } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import { KeyTable } from '../../state/keyTable.ts'
import { Records } from '../../state/layout.ts'

/** Words of a pane: its bounds as doubles, its key, the next pane of the key, its place in the wheel of timers, and the rest. */
export const START = 0
export const END = 2
const KEY = 4
const NEXT = 5
export const TIMER = 6
export const FLAGS = 8
const COUNT = 9
/** Its next early point, or its place among the changed panes: a trigger needs one of them. */
const EARLY = 10
const CHANGED = 10
/** Words without and with these. */
const PLAIN_WORDS = 10
const EARLY_WORDS = 12

/** It has given a result that nothing has withdrawn. */
export const GIVEN = 1
/** It waits for its end. */
export const ENDS = 2
/** Its next early point is set. */
export const EARLY_SET = 4
/** It waits for its early point. */
export const EARLY_DUE = 8
/** It has rows. */
export const FILLED = 16

/** Panes, each one key × one window, as lists by key: latest beginning first. */
export class Panes {
  readonly keys: KeyTable
  readonly records: Records
  /** First word of the content. */
  readonly content: number
  /** Word of a key's record with its latest pane, as first word plus 1. */
  readonly head: number
  private readonly key: readonly number[]

  /** `contentWords` of every pane are its owner's. */
  constructor(key: readonly number[], keyRow: RowType, contentWords: number, early: boolean) {
    this.key = key
    this.keys = new KeyTable(keyRow, 2)
    this.head = this.keys.payload
    this.content = contentAt(early)
    this.records = new Records(this.content + contentWords + (contentWords % 2))
  }

  /** The keys of rows, made where missing. */
  probe(batch: Batch, out: Int32Array): void {
    this.keys.probe(batch, this.key, batch.sel, batch.n, out)
  }

  /** First word of the latest pane of a key, or −1. */
  latest(keyBase: number): number {
    return this.keys.records.ints[keyBase + this.head]! - 1
  }
  /** The pane of the same key that begins before this one, or −1. */
  earlier(base: number): number {
    return this.records.ints[base + NEXT]! - 1
  }

  start(base: number): number {
    return this.records.doubles[(base + START) >> 1]!
  }
  end(base: number): number {
    return this.records.doubles[(base + END) >> 1]!
  }
  keyOf(base: number): number {
    return this.records.ints[base + KEY]!
  }

  setBounds(base: number, start: number, end: number): void {
    this.records.doubles[(base + START) >> 1] = start
    this.records.doubles[(base + END) >> 1] = end
  }

  has(base: number, flag: number): boolean {
    return (this.records.ints[base + FLAGS]! & flag) !== 0
  }
  set(base: number, flags: number): void {
    this.records.ints[base + FLAGS]! |= flags
  }
  unset(base: number, flags: number): void {
    this.records.ints[base + FLAGS]! &= ~flags
  }

  count(base: number): number {
    return this.records.ints[base + COUNT]!
  }
  setCount(base: number, count: number): void {
    this.records.ints[base + COUNT] = count
  }
  early(base: number): number {
    return this.records.doubles[(base + EARLY) >> 1]!
  }
  setEarly(base: number, time: number): void {
    this.records.doubles[(base + EARLY) >> 1] = time
  }

  /** Place among the panes that have changed since their last result, from 1; 0 is none. */
  changed(base: number): number {
    return this.records.ints[base + CHANGED]!
  }
  setChanged(base: number, place: number): void {
    this.records.ints[base + CHANGED] = place
  }

  /** A new pane of a key, behind the pane that begins after it (−1: it is the latest). */
  insert(keyBase: number, start: number, end: number, after: number): number {
    const base = this.records.add()
    const { ints } = this.records
    this.setBounds(base, start, end)
    ints[base + KEY] = keyBase
    const links = after < 0 ? this.keys.records.ints : ints
    const link = after < 0 ? keyBase + this.head : after + NEXT
    ints[base + NEXT] = links[link]!
    links[link] = base + 1
    return base
  }

  /** Forgets a pane; what it holds outside of its record has been given back. */
  remove(base: number): void {
    this.unlink(base)
    this.records.remove(base)
  }

  private unlink(base: number): void {
    const { ints } = this.records
    const next = ints[base + NEXT]!
    const heads = this.keys.records.ints
    const head = this.keyOf(base) + this.head
    if (heads[head] === base + 1) heads[head] = next
    else {
      let at = heads[head]! - 1
      while (ints[at + NEXT] !== base + 1) at = ints[at + NEXT]! - 1
      ints[at + NEXT] = next
    }
  }

  save(writer: StateWriter): void {
    this.keys.save(writer)
    this.records.save(writer)
  }

  restore(reader: StateReader): void {
    this.keys.load(reader)
    this.records.load(reader)
  }
}

/** Where the content of a pane begins in its record. */
export const contentAt = (early: boolean): number => (early ? EARLY_WORDS : PLAIN_WORDS)
