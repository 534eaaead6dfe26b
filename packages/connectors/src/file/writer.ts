import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Batch, Writer } from '@millrace/engine'
import { ByteSink, JsonEncoder } from '@millrace/engine/formats'
import type { Json, RowType } from '@millrace/language'
import { ConnectorProblem, type OpenWriter } from '../context.ts'

/** What a checkpoint knows of the file: its length before the epoch, and how many staged bytes the epoch adds. */
interface Prepared {
  length: number
  staged: number
}

/**
 * NDJSON in one file, exactly once.
 *
 * Rows of an epoch are staged in a hidden file beside it and appended when the checkpoint is safe. The staged file goes away with the
 * commit, so its being there tells that the commit must be done again; bytes behind the known length are cut off first.
 */
export class FileWriter implements Writer {
  private readonly path: string
  private readonly encoder: JsonEncoder
  private readonly kinds: boolean
  private readonly out = new ByteSink()
  private file: FileHandle | undefined
  private staged: FileHandle | undefined
  private stagedBytes = 0
  private length = 0
  private resumed = false

  constructor(path: string, row: RowType, kinds: boolean) {
    this.path = path
    this.encoder = new JsonEncoder(row)
    this.kinds = kinds
  }

  async open(committed: Json | undefined): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true })
    this.resumed = committed !== undefined && committed !== null
    try {
      this.file = await open(this.path, this.resumed ? 'r+' : 'w')
    } catch (problem) {
      throw new ConnectorProblem(`The file ${this.path} cannot be written (${(problem as { code?: string }).code}).`, {
        cause: problem,
      })
    }
    if (!this.resumed) await this.removeStaged()
    this.length = this.resumed ? (committed as unknown as Prepared).length : 0
  }

  private stagedPath(epoch: number | 'next'): string {
    return join(dirname(this.path), `.${basename(this.path)}.staged-${epoch}`)
  }

  private async removeStaged(): Promise<void> {
    const prefix = `.${basename(this.path)}.staged-`
    for (const name of await readdir(dirname(this.path)))
      if (name.startsWith(prefix)) await rm(join(dirname(this.path), name), { force: true })
  }

  write(batch: Batch): void {
    this.encoder.writeLines(this.out, batch, this.kinds)
  }

  get pending(): number {
    return this.out.used
  }

  async flush(): Promise<void> {
    if (this.out.used === 0) return
    this.staged ??= await open(this.stagedPath('next'), 'w')
    const size = this.out.used
    await this.staged.write(this.out.bytes, 0, size)
    this.stagedBytes += size
    this.out.used = 0
  }

  async prepare(epoch: number): Promise<Json> {
    await this.flush()
    const staged = this.stagedBytes
    if (this.staged) {
      await this.staged.sync()
      await this.staged.close()
      await rename(this.stagedPath('next'), this.stagedPath(epoch))
    }
    this.staged = undefined
    this.stagedBytes = 0
    return { length: this.length, staged } satisfies Prepared
  }

  async commit(epoch: number, prepared: Json): Promise<void> {
    const { length, staged } = prepared as unknown as Prepared
    this.length = length + staged
    const path = this.stagedPath(epoch)
    const there = staged > 0 && (await exists(path))
    await this.file!.truncate(there ? length : this.length)
    if (!there) return
    await this.append(path, length, staged)
    await this.file!.sync()
    await rm(path, { force: true })
  }

  private async append(path: string, at: number, size: number): Promise<void> {
    const source = await open(path, 'r')
    try {
      const block = new Uint8Array(1024 * 1024)
      for (let done = 0; done < size; ) {
        const { bytesRead } = await source.read(block, 0, Math.min(block.length, size - done), done)
        if (bytesRead === 0) throw new ConnectorProblem(`The staged rows in ${path} are incomplete.`)
        await this.file!.write(block, 0, bytesRead, at + done)
        done += bytesRead
      }
    } finally {
      await source.close()
    }
  }

  async close(): Promise<void> {
    await this.staged?.close()
    await this.file?.close()
    this.file = undefined
    this.staged = undefined
  }
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )

export const openFileSink: OpenWriter = (node, context) => {
  const { path } = node.op.table.options as { path: string }
  return new FileWriter(context.resolvePath(path, 'write'), node.op.table.row, node.op.changes !== 'append')
}
