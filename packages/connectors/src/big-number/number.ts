import type { StateReader, StateWriter } from '@millrace/engine'

/** Points that are kept for a small chart. */
export const MOST_POINTS = 120

export interface NumberPoint {
  /** Event time of the row, or when it came; milliseconds since 1970. */
  at: number
  value: number | null
}

/** What a big number shows. Values are JSON: decimals and large integers are text, so that no digit is lost. */
export interface NumberState {
  label: string
  unit: string
  value: number | string | null
  /** What it is compared with: a field of the same row, or the value before. */
  comparison: number | string | null
  at: number | null
  history: NumberPoint[]
  /** Counts the values, to tell whether anything is new. */
  version: number
}

/** Points closer than this to the one before replace it. */
const POINT_EVERY_MS = 1000

/** The newest value, what it is compared with, and how it came there. */
export class BigNumber {
  readonly state: NumberState

  constructor(label: string, unit: string) {
    this.state = { label, unit, value: null, comparison: null, at: null, history: [], version: 0 }
  }

  put(value: number | string | null, at: number, comparison?: number | string | null): void {
    const { state } = this
    state.comparison = comparison === undefined ? (state.version === 0 ? null : state.value) : comparison
    state.value = value
    state.at = at
    state.version++
    const point = { at, value: value === null ? null : Number(value) }
    const last = state.history.at(-1)
    if (last && Math.abs(at - last.at) < POINT_EVERY_MS) state.history[state.history.length - 1] = point
    else state.history.push(point)
    if (state.history.length > MOST_POINTS) state.history.shift()
  }

  save(writer: StateWriter): void {
    writer.text(JSON.stringify(this.state))
  }

  restore(reader: StateReader): void {
    const { label, unit } = this.state
    Object.assign(this.state, readNumber(reader), { label, unit })
  }
}

/** A saved number, where no job is there to ask. */
export const readNumber = (reader: StateReader): NumberState => JSON.parse(reader.text()) as NumberState
