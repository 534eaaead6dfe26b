import { type FileHandle, open, stat } from 'node:fs/promises'
import type { Chunk, Decoder, Reader } from '@millrace/engine'
import { CsvDecoder, headerNames } from '@millrace/engine/formats'
import { decodeUtf8 } from '@millrace/language'
import type { FileFormat } from '@millrace/operators'
import { type ConnectorContext, ConnectorProblem, type OpenReader } from '../context.ts'
import { createDecoder } from '../decoders.ts'
import { LineSplitter } from './lines.ts'

const BLOCK = 256 * 1024
/** A line longer than this is refused rather than kept in memory. */
const LONGEST_LINE = 64 * 1024 * 1024
const SPLIT = 'file'

/** The lines of a file. A position is the byte at which a line begins. */
export class FileReader implements Reader {
  private readonly path: string
  private readonly follow: boolean
  private readonly header: boolean
  private readonly context: ConnectorContext
  private readonly lines: LineSplitter
  private file: FileHandle | undefined
  private buffer = new Uint8Array(BLOCK)
  /** Bytes at the beginning of the buffer to which the last records refer. */
  private given = 0
  /** Bytes of an unfinished line behind them. */
  private rest = 0
  /** Position of the first byte of that line. */
  private position = 0
  private finished = false
  /** Names in the first line, once it has been read. */
  headerLine: string | undefined

  constructor(path: string, format: FileFormat, follow: boolean, context: ConnectorContext) {
    this.path = path
    this.follow = follow
    this.header = format.type === 'csv' && format.header
    this.context = context
    this.lines = new LineSplitter(format.type === 'csv' ? format.delimiter : undefined)
  }

  async open(positions: ReadonlyMap<string, number>): Promise<void> {
    this.file = await openFile(this.path)
    const begin = await this.readPreamble()
    this.position = Math.max(begin, positions.get(SPLIT) ?? 0)
  }

  /** Skips a byte-order mark and the header line; returns where the rows begin. */
  private async readPreamble(): Promise<number> {
    const { bytesRead } = await this.file!.read(this.buffer, 0, BLOCK, 0)
    const mark = bytesRead >= 3 && this.buffer[0] === 0xef && this.buffer[1] === 0xbb && this.buffer[2] === 0xbf ? 3 : 0
    if (!this.header) return mark
    const newline = this.buffer.subarray(0, bytesRead).indexOf(0x0a, mark)
    const end = newline < 0 ? bytesRead : newline
    this.headerLine = decodeUtf8(this.buffer.subarray(mark, end)).replace(/\r$/, '')
    return newline < 0 ? bytesRead : newline + 1
  }

  splits(): readonly string[] {
    return this.finished ? [] : [SPLIT]
  }

  async poll(held: ReadonlySet<string>, maxWaitMs: number): Promise<readonly Chunk[]> {
    if (held.has(SPLIT) || this.finished) return []
    this.takeBack()
    for (;;) {
      if (this.rest === this.buffer.length) this.enlarge()
      const { bytesRead } = await this.file!.read(
        this.buffer,
        this.rest,
        this.buffer.length - this.rest,
        this.position + this.rest,
      )
      const last = bytesRead === 0 && !this.follow
      if (bytesRead === 0 && this.follow) {
        await this.waitForMore(maxWaitMs)
        return []
      }
      const length = this.rest + bytesRead
      const { records, rest } = this.lines.split(this.buffer, length, this.position, last)
      const begin = this.position
      this.given = length - rest
      this.position += this.given
      this.rest = rest
      if (last) this.finished = true
      if (records.n > 0)
        return [
          {
            split: SPLIT,
            content: { records },
            positions: records.position,
            n: records.n,
            next: this.position,
            bytes: this.position - begin,
          },
        ]
      if (last) return []
      this.takeBack()
    }
  }

  /** Nobody reads the last records any more: the buffer begins with the unfinished line again. */
  private takeBack(): void {
    if (this.given === 0) return
    const line = this.buffer.subarray(this.given, this.given + this.rest)
    // A long line does not keep a large buffer for good.
    if (this.buffer.length > BLOCK && 2 * this.rest <= BLOCK) this.buffer = new Uint8Array(BLOCK)
    this.buffer.set(line)
    this.given = 0
  }

  private enlarge(): void {
    if (this.buffer.length >= LONGEST_LINE) {
      throw new ConnectorProblem(
        `A line of ${this.path} at byte ${this.position} is longer than ${LONGEST_LINE} bytes.`,
      )
    }
    const next = new Uint8Array(2 * this.buffer.length)
    next.set(this.buffer)
    this.buffer = next
  }

  /** At the end of a followed file: a shorter file than before was replaced and is read from its beginning. */
  private async waitForMore(maxWaitMs: number): Promise<void> {
    const { size } = await stat(this.path)
    if (size < this.position + this.rest) {
      await this.file?.close()
      this.file = await openFile(this.path)
      this.rest = 0
      this.position = await this.readPreamble()
      return
    }
    await this.context.clock.sleep(maxWaitMs)
  }

  async close(): Promise<void> {
    await this.file?.close()
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r')
  } catch (problem) {
    const { code } = problem as { code?: string }
    const reason =
      code === 'ENOENT' ? 'is not there' : code === 'EACCES' ? 'may not be read' : `cannot be opened (${code})`
    throw new ConnectorProblem(`The file ${path} ${reason}.`, { cause: problem })
  }
}

/** A reader of lines and a decoder that waits for the names of its header. */
export function openLines(
  path: string,
  format: FileFormat,
  follow: boolean,
  context: ConnectorContext,
  createRows: () => Decoder,
): ReturnType<OpenReader> {
  const reader = new FileReader(path, format, follow, context)
  const decoder = (): Decoder => {
    const rows = createRows()
    let named = false
    return {
      decode(records, from, to, rejections) {
        if (!named && rows instanceof CsvDecoder && format.type === 'csv' && reader.headerLine !== undefined)
          rows.setHeader(headerNames(reader.headerLine, format.delimiter))
        named = true
        return rows.decode(records, from, to, rejections)
      },
    }
  }
  return { reader, decoder }
}

export const openFileSource: OpenReader = (node, context) => {
  const { options } = node.op.table
  const { path, format, follow } = options as unknown as { path: string; format: FileFormat; follow: boolean }
  return openLines(context.resolvePath(path, 'read'), format, follow, context, () =>
    createDecoder(format, node.op.table, context.zone),
  )
}
