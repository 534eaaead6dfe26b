import {
  type Batch,
  BEFORE,
  type Clock,
  DELETE,
  type StateReader,
  type StateWriter,
  type Writer,
} from '@millrace/engine'
import { type RowType, readCell, toJson } from '@millrace/language'
import type { ConnectorContext, SinkNode } from '../context.ts'
import { BigNumber } from './number.ts'

interface Options {
  value: number
  label: string
  unit: string
  comparison?: number
  time?: number
}

/** Shows the newest row's value; part of every checkpoint like the state of a task. */
export class BigNumberWriter implements Writer {
  readonly pending = 0
  readonly number: BigNumber
  private readonly options: Options
  private readonly row: RowType
  private readonly clock: Clock

  constructor({ op: { table } }: SinkNode, { clock }: ConnectorContext) {
    this.options = table.options as unknown as Options
    this.row = table.row
    this.clock = clock
    this.number = new BigNumber(this.options.label, this.options.unit)
  }

  async open(): Promise<void> {}

  write(batch: Batch): void {
    for (let j = 0; j < batch.n; j++) {
      const i = batch.sel === null ? j : batch.sel[j]!
      const kind = batch.kinds === null ? 0 : batch.kinds[i]!
      if (kind !== BEFORE) this.show(batch, i, kind === DELETE)
    }
  }

  private show(batch: Batch, i: number, gone: boolean): void {
    const { value, comparison, time } = this.options
    const at = time === undefined ? this.clock.now() : (batch.cols[time] as { data: Float64Array }).data[i]!
    const other = comparison === undefined ? undefined : this.cell(batch, comparison, i)
    this.number.put(gone ? null : this.cell(batch, value, i), at, other)
  }

  private cell(batch: Batch, column: number, i: number): number | string | null {
    const { type } = this.row[column]!
    return toJson(readCell(batch.cols[column]!, i, type), type) as number | string | null
  }

  async flush(): Promise<void> {}
  async prepare(): Promise<null> {
    return null
  }
  async commit(): Promise<void> {}
  async close(): Promise<void> {}

  save(writer: StateWriter): void {
    this.number.save(writer)
  }
  restore(reader: StateReader): void {
    this.number.restore(reader)
  }
}
