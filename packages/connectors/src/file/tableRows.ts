import { BATCH_ROWS, type Batch, type Decoder, type Records, type Rejection } from '@millrace/engine'
import type { FileFormat } from '@millrace/operators'
import { type CallNode, type ConnectorContext, ConnectorProblem } from '../context.ts'
import { createDecoder } from '../decoders.ts'
import { openLines } from './reader.ts'

/** Lines of a file and the rows that they are: row i is record `from` + i, which begins at the byte `positions[from + i]`. */
export interface TablePiece {
  batch: Batch
  records: Records
  positions: Float64Array
  from: number
}

/** Hands over all rows of a file, piece by piece; a line that cannot be read ends it. Gives what has decoded them. */
export async function readTable(
  node: CallNode,
  context: ConnectorContext,
  take: (piece: TablePiece) => void,
): Promise<Decoder> {
  const { table } = node.op
  const { path, format } = table.options as unknown as { path: string; format: FileFormat }
  const { reader, decoder } = openLines(context.resolvePath(path, 'read'), format, false, context, () =>
    createDecoder(format, table, context.zone),
  )
  const rows = decoder!()
  await reader.open(new Map())
  try {
    while (reader.splits().length > 0) {
      for (const { content, n, positions } of await reader.poll(new Set(), 0)) {
        const { records } = content as Extract<typeof content, { records: unknown }>
        for (let from = 0; from < n; from += BATCH_ROWS) {
          const rejections: Rejection[] = []
          const decoded = rows.decode(records, from, Math.min(n, from + BATCH_ROWS), rejections)
          const [bad] = rejections
          if (bad)
            throw new ConnectorProblem(
              `The line of ${path} at byte ${positions[bad.record]} cannot be read: ${bad.error}`,
            )
          take({
            batch: { ...WHOLE, cols: decoded.columns, rows: decoded.rows, n: decoded.rows },
            records,
            positions,
            from,
          })
        }
      }
    }
  } finally {
    await reader.close()
  }
  return rows
}

const WHOLE = { sel: null, kinds: null, minTime: Number.NEGATIVE_INFINITY, maxTime: Number.POSITIVE_INFINITY }

export const tooManyRows = (path: string, maxRows: number, hint: string) =>
  new ConnectorProblem(`The table ${path} has more than ${maxRows} rows.`, { hint })
