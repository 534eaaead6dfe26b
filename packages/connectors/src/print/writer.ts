import type { Batch, Writer } from '@millrace/engine'
import { ByteSink, JsonEncoder } from '@millrace/engine/formats'
import { decodeUtf8, type RowType } from '@millrace/language'
import type { OpenWriter } from '../context.ts'

/** Shows each row as a line of JSON as soon as it comes. */
class PrintWriter implements Writer {
  readonly pending = 0
  private readonly encoder: JsonEncoder
  private readonly kinds: boolean
  private readonly show: (line: string) => void
  private readonly out = new ByteSink(4096)

  constructor(row: RowType, kinds: boolean, show: (line: string) => void) {
    this.encoder = new JsonEncoder(row)
    this.kinds = kinds
    this.show = show
  }

  async open(): Promise<void> {}
  write(batch: Batch): void {
    for (let j = 0; j < batch.n; j++) {
      this.out.used = 0
      this.encoder.writeRow(this.out, batch, batch.sel === null ? j : batch.sel[j]!, this.kinds)
      this.show(decodeUtf8(this.out.bytes.subarray(0, this.out.used)))
    }
  }
  async flush(): Promise<void> {}
  async prepare(): Promise<null> {
    return null
  }
  async commit(): Promise<void> {}
  async close(): Promise<void> {}
}

export const openPrint: OpenWriter = (node, context) => {
  const { prefix } = node.op.table.options as { prefix: string }
  return new PrintWriter(node.op.table.row, node.op.changes !== 'append', (line) => context.print(prefix + line))
}
