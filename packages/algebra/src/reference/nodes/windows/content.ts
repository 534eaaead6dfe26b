/** What a window has collected, in the order that decides the last digits of floating-point sums. */
import { isApproximate, type Row, type RowType, type Value } from '@millrace/language'
import type { Aggregate } from '../../../plan.ts'
import { aggregate } from '../../aggregate.ts'

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

  /** The result of an aggregate; sums of DOUBLE and FLOAT are put together as Flink puts its accumulators together. */
  result(each: Aggregate, type: RowType): Value {
    const [column] = each.args
    const merged = this.parts.some((part) => part instanceof Content)
    const floating = column !== undefined && isApproximate(type[column]!.type) && !each.distinct
    if (!merged || !floating || (each.fn !== 'sum' && each.fn !== 'avg')) return aggregate(each, this.rows(), type)
    const single = type[column]!.type.t === 'FLOAT'
    const { sum, count } = this.sum(each, column, each.fn === 'sum' && single ? Math.fround : (x) => x)
    if (count === 0) return null
    if (each.fn === 'sum') return sum
    return single ? Math.fround(sum / count) : sum / count
  }

  private sum(each: Aggregate, column: number, round: (x: number) => number): { sum: number; count: number } {
    let [sum, count] = [0, 0]
    for (const part of this.parts) {
      if (part instanceof Content) {
        const inner = part.sum(each, column, round)
        sum = round(sum + inner.sum)
        count += inner.count
      } else if (part.row[column] !== null && (each.where === undefined || part.row[each.where] === true)) {
        sum = round(sum + (part.row[column] as number))
        count++
      }
    }
    return { sum, count }
  }
}
