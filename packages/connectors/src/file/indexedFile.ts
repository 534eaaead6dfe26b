import { type FileHandle, open, stat } from 'node:fs/promises'
import { type Decoder, keyText, type LookupService } from '@millrace/engine'
import { type Row, type RowType, readCell } from '@millrace/language'
import type { FileFormat } from '@millrace/operators'
import { type CallNode, type ConnectorContext, ConnectorProblem, type OpenLookup } from '../context.ts'
import { hashText, LineIndex } from './lineIndex.ts'
import { LineSplitter } from './lines.ts'
import { readTable, type TablePiece, tooManyRows } from './tableRows.ts'

/** How often a file that changes meanwhile is looked at again before that is a problem. */
const MOST_TRIES = 5
/** Lines that are read together. */
const LINES = 256
/** Rows of one key that are put together at most: they are in memory at once. */
const MOST_ROWS = 100_000
const NEWLINE = 0x0a

interface Indexed {
  /** What the file was when its lines were found. */
  version: string
  file: FileHandle
  decoder: Decoder
  lines: LineIndex
}

/** What is known of a key while its lines are read. */
interface Wanted {
  text: string
  hash: number
  rows: Row[]
}

interface Line {
  wanted: Wanted
  offset: number
  length: number
}

/**
 * Looks rows up in a file of any size: where each line lies is kept in memory by a hash of its key, and lines are read when they are asked
 * for. A row counts only when its key is the one that was asked for.
 *
 * When the file has changed its lines are found anew before anything is answered; rows that were read while it changed are given up.
 */
class IndexedFile implements LookupService {
  readonly keysPerRequest = 64
  private readonly node: CallNode
  private readonly context: ConnectorContext
  private readonly path: string
  private readonly format: FileFormat
  private readonly maxRows: number
  private readonly row: RowType
  private readonly keyColumns: readonly number[]
  private indexed: Indexed | undefined
  private indexing: Promise<Indexed> | undefined

  constructor(node: CallNode, context: ConnectorContext) {
    const { table, on } = node.op
    const options = table.options as unknown as { path: string; format: FileFormat; maxRows: number }
    this.node = node
    this.context = context
    this.path = context.resolvePath(options.path, 'read')
    this.format = options.format
    this.maxRows = options.maxRows
    this.row = table.row
    this.keyColumns = on.map(({ right }) => right)
  }

  async open(): Promise<void> {
    await this.current()
  }

  async lookup(keys: readonly Row[], signal: AbortSignal): Promise<readonly (readonly Row[])[]> {
    for (let tries = 0; tries < MOST_TRIES && !signal.aborted; tries++) {
      const indexed = await this.current().catch(mayPass)
      const found = await this.rowsOf(keys, indexed, signal).catch(async (problem: unknown) => {
        if (await this.holds(indexed)) throw problem
        return undefined
      })
      if (found && (await this.holds(indexed))) return found
    }
    throw this.changing()
  }

  private changing() {
    return new ConnectorProblem(`The file ${this.path} changes while rows are looked up in it.`, {
      retryable: true,
      hint: 'Put a new file in the place of the old one by renaming it.',
    })
  }

  private tooMany(key: string, rows: number) {
    return new ConnectorProblem(
      `The file ${this.path} has ${rows} rows of the key ${key}; at most ${MOST_ROWS} are looked up.`,
      {
        hint: 'Look up by more fields, or leave out rows that are not needed.',
      },
    )
  }

  private async holds(indexed: Indexed): Promise<boolean> {
    return indexed === this.indexed && indexed.version === (await versionOf(this.path))
  }

  /** The lines of the file as it is now; found once, whoever asks meanwhile. */
  private async current(): Promise<Indexed> {
    if (this.indexed && (await this.holds(this.indexed))) return this.indexed
    this.indexing ??= this.index().finally(() => {
      this.indexing = undefined
    })
    return this.indexing
  }

  private async index(): Promise<Indexed> {
    await this.close()
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const version = await versionOf(this.path)
      const lines = new LineIndex()
      try {
        const decoder = await readTable(this.node, this.context, (piece) => this.addLines(piece, lines))
        const file = await open(this.path, 'r')
        if (version === (await versionOf(this.path))) {
          lines.finish()
          this.indexed = { version, file, decoder, lines }
          return this.indexed
        }
        await file.close()
      } catch (problem) {
        // A line that is being written cannot be read; the next time it is whole.
        if (version === (await versionOf(this.path))) throw problem
      }
    }
    throw this.changing()
  }

  private addLines({ batch, records, positions, from }: TablePiece, lines: LineIndex): void {
    if (lines.size + batch.n > this.maxRows)
      throw tooManyRows(this.path, this.maxRows, 'Allow more with `maxRows`, or leave out rows that are not needed.')
    for (let i = 0; i < batch.n; i++) {
      const key = this.keyColumns.map((column) => readCell(batch.cols[column]!, i, this.row[column]!.type))
      // NULL equals nothing.
      if (key.includes(null)) continue
      const record = from + i
      const length = records.valueEnd[record]! - records.valueStart[record]!
      lines.add(hashText(keyText(key)), positions[record]!, length)
    }
  }

  /** The rows of the keys; undefined when the file has other lines than those that were found. */
  private async rowsOf(keys: readonly Row[], indexed: Indexed, signal: AbortSignal): Promise<Row[][] | undefined> {
    const wanted = keys.map((key): Wanted => {
      const text = keyText(key)
      return { text, hash: hashText(text), rows: [] }
    })
    const lines = wanted.flatMap((each): Line[] => {
      const found = indexed.lines.find(each.hash)
      if (found.length > MOST_ROWS) throw this.tooMany(each.text, found.length)
      return found.map((line) => ({ ...line, wanted: each }))
    })
    for (let from = 0; from < lines.length; from += LINES) {
      if (signal.aborted || !(await this.readLines(lines.slice(from, from + LINES), indexed))) return undefined
    }
    return wanted.map(({ rows }) => rows)
  }

  /** Reads lines and gives their rows to the keys that have them; false when they are not what was found there. */
  private async readLines(lines: readonly Line[], { file, decoder }: Indexed): Promise<boolean> {
    const bytes = new Uint8Array(lines.reduce((sum, { length }) => sum + length + 1, 0))
    let to = 0
    const reads = lines.map(({ offset, length }) => {
      const at = to
      to += length + 1
      bytes[to - 1] = NEWLINE
      return file.read(bytes, at, length, offset)
    })
    for (const [i, { bytesRead }] of (await Promise.all(reads)).entries())
      if (bytesRead !== lines[i]!.length) return false
    const splitter = new LineSplitter(this.format.type === 'csv' ? this.format.delimiter : undefined)
    const { records } = splitter.split(bytes, bytes.length, 0, true)
    const rejections: Parameters<Decoder['decode']>[3] = []
    if (records.n !== lines.length) return false
    const { columns } = decoder.decode(records, 0, records.n, rejections)
    if (rejections.length > 0) return false
    return lines.every(({ wanted }, i) => {
      const row = this.row.map(({ type }, c) => readCell(columns[c]!, i, type))
      const text = keyText(this.keyColumns.map((column) => row[column]!))
      if (text === wanted.text) wanted.rows.push(row)
      return hashText(text) === wanted.hash
    })
  }

  async close(): Promise<void> {
    const { indexed } = this
    this.indexed = undefined
    await indexed?.file.close()
  }
}

/** A file that has become unreadable may be put right, unlike one that was so from the beginning. */
function mayPass(problem: unknown): never {
  if (!(problem instanceof ConnectorProblem)) throw problem
  throw new ConnectorProblem(problem.message, { retryable: true, cause: problem })
}

/** Two files of one version have the same content, unless somebody has set the clock back. */
async function versionOf(path: string): Promise<string> {
  try {
    const { ino, size, mtimeNs } = await stat(path, { bigint: true })
    return `${ino} ${size} ${mtimeNs}`
  } catch {
    return 'not there'
  }
}

export const openIndexedFile: OpenLookup = (node, context) => new IndexedFile(node, context)
