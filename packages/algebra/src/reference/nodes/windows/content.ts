/** What a window has collected, in the order that decides the last digits of floating-point sums. */
import type { Environment, Row, RowType, Value } from '@millrace/language'
import type { Aggregate } from '../../../plan.ts'
import { aggregateParts, type History } from '../../aggregate.ts'

/** A row and its place in the order of arrival. */
export interface Arrival {
  row: Row
  at: number
}

/** Rows one by one, and contents that were summed up elsewhere and merged in. */
export class Content {
  private parts: (Arrival | Content)[]
  constructor(parts: readonly (Arrival | Content)[] = []) {
    this.parts = [...parts]
  }

  add(part: Arrival | Content): void {
    this.parts.push(part)
  }

  get empty(): boolean {
    return this.arrivals().length === 0
  }

  /** All rows in the order in which they came. */
  arrivals(): Arrival[] {
    return this.parts
      .flatMap((part) => (part instanceof Content ? part.arrivals() : [part]))
      .sort((a, b) => a.at - b.at)
  }

  rows(): Row[] {
    return this.arrivals().map(({ row }) => row)
  }

  /** The result of an aggregate; parts are put together as Flink puts its accumulators together. */
  result(each: Aggregate, type: RowType, environment: Environment): Value {
    return aggregateParts(each, { history: this.history(), arrivals: this.rows() }, type, environment)
  }

  private history(): History {
    return this.parts.map((part) =>
      part instanceof Content ? { parts: part.history() } : { kind: '+I' as const, row: part.row },
    )
  }
}
