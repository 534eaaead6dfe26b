import { BATCH_ROWS, type Batch, type Rejection, type TableLoader } from '@millrace/engine'
import { formatDuration } from '@millrace/language'
import type { FileFormat } from '@millrace/operators'
import { type ConnectorContext, ConnectorProblem, type OpenTable } from '../context.ts'
import { createDecoder } from '../decoders.ts'
import { openLines } from './reader.ts'

interface FileTable {
  path: string
  format: FileFormat
  maxRows: number
  /** Milliseconds. */
  timeout: number
}

/** Reads all lines of a file; one that cannot be read, or one too many, ends it. */
class FileTableLoader implements TableLoader {
  private readonly node: Parameters<OpenTable>[0]
  private readonly context: ConnectorContext

  constructor(node: Parameters<OpenTable>[0], context: ConnectorContext) {
    this.node = node
    this.context = context
  }

  async load(put: (batch: Batch) => void): Promise<void> {
    const { table } = this.node.op
    const { path, format, maxRows, timeout } = table.options as unknown as FileTable
    const { reader, decoder } = openLines(this.context.resolvePath(path, 'read'), format, false, this.context, () =>
      createDecoder(format, table, this.context.zone),
    )
    const rows = decoder!()
    let loaded = 0
    const { clock } = this.context
    const deadline = clock.monotonic() + timeout
    await reader.open(new Map())
    try {
      while (reader.splits().length > 0) {
        for (const { content, n, positions } of await reader.poll(new Set(), 0)) {
          const { records } = content as Extract<typeof content, { records: unknown }>
          loaded += n
          if (loaded > maxRows) throw tooManyRows(path, maxRows)
          if (clock.monotonic() > deadline) throw tooSlow(path, timeout)
          for (let from = 0; from < n; from += BATCH_ROWS) {
            const rejections: Rejection[] = []
            const decoded = rows.decode(records, from, Math.min(n, from + BATCH_ROWS), rejections)
            const [bad] = rejections
            if (bad)
              throw new ConnectorProblem(
                `The line of ${path} at byte ${positions[bad.record]} cannot be read: ${bad.error}`,
              )
            put({ ...WHOLE, cols: decoded.columns, rows: decoded.rows, n: decoded.rows })
          }
        }
      }
    } finally {
      await reader.close()
    }
  }
}

const WHOLE = { sel: null, kinds: null, minTime: Number.NEGATIVE_INFINITY, maxTime: Number.POSITIVE_INFINITY }

const tooManyRows = (path: string, maxRows: number) =>
  new ConnectorProblem(`The table ${path} has more than ${maxRows} rows.`, {
    hint: 'Allow more with `maxRows`, or join with a stream that is read from the file.',
  })

const tooSlow = (path: string, timeout: number) =>
  new ConnectorProblem(`Reading the table ${path} takes longer than ${formatDuration(timeout)}.`, {
    retryable: true,
    hint: 'Allow more with `timeout`.',
  })

export const openFileTable: OpenTable = (node, context) => new FileTableLoader(node, context)
