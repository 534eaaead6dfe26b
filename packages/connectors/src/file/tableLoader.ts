import type { TableLoader } from '@millrace/engine'
import { formatDuration } from '@millrace/language'
import { type CallNode, type ConnectorContext, ConnectorProblem, type OpenTable } from '../context.ts'
import { readTable, tooManyRows } from './tableRows.ts'

interface FileTable {
  path: string
  maxRows: number
  /** Milliseconds. */
  timeout: number
}

/** Reads all lines of a file; one that cannot be read, or one too many, ends it. */
class FileTableLoader implements TableLoader {
  private readonly node: CallNode
  private readonly context: ConnectorContext

  constructor(node: CallNode, context: ConnectorContext) {
    this.node = node
    this.context = context
  }

  async load(put: Parameters<TableLoader['load']>[0]): Promise<void> {
    const { path, maxRows, timeout } = this.node.op.table.options as unknown as FileTable
    const { clock } = this.context
    const deadline = clock.monotonic() + timeout
    let loaded = 0
    await readTable(this.node, this.context, ({ batch }) => {
      loaded += batch.n
      if (loaded > maxRows)
        throw tooManyRows(path, maxRows, 'Allow more with `maxRows`, or look up in the file by an index of its keys.')
      if (clock.monotonic() > deadline) throw tooSlow(path, timeout)
      put(batch)
    })
  }
}

const tooSlow = (path: string, timeout: number) =>
  new ConnectorProblem(`Reading the table ${path} takes longer than ${formatDuration(timeout)}.`, {
    retryable: true,
    hint: 'Allow more with `timeout`.',
  })

export const openFileTable: OpenTable = (node, context) => new FileTableLoader(node, context)
