import type { Changes } from '@millrace/algebra'
import type { Batch, StateReader, StateView, StateWriter, Writer } from '@millrace/engine'
import type { SinkNode } from '../context.ts'
import { Table } from './table.ts'

/** Keeps a table with the job: its rows are part of every checkpoint, so they are exactly those of the job's state. */
export class TableWriter implements Writer {
  readonly pending = 0
  readonly table: Table

  constructor({ op: { table, changes, key } }: SinkNode) {
    const { maxRows } = table.options as { maxRows: number }
    const mode: Changes = changes === 'upsert' ? { mode: 'upsert', key: key ?? [] } : { mode: changes }
    this.table = new Table({ row: table.row, changes: mode, maxRows })
  }

  async open(): Promise<void> {}
  write(batch: Batch): void {
    this.table.apply(batch)
  }
  async flush(): Promise<void> {}
  async prepare(): Promise<null> {
    return null
  }
  async commit(): Promise<void> {}
  async close(): Promise<void> {}

  save(writer: StateWriter): void {
    this.table.save(writer)
  }
  restore(reader: StateReader): void {
    this.table.restore(reader)
  }

  state(): StateView {
    const { row, changes } = this.table.head
    const key = changes.mode === 'upsert' ? changes.key.map((column) => row[column]!) : []
    return {
      tables: [{ name: 'rows', key, value: row, size: this.table.size }],
      scan: (_, from, limit) =>
        this.table.page({ from, limit }).rows.map((value) => ({
          key: Object.fromEntries(key.map(({ name }) => [name, value[name] ?? null])),
          value,
        })),
    }
  }
}
