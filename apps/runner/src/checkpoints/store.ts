import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Plan } from '@millrace/algebra'
import type { Snapshot } from '@millrace/engine'
import { CheckpointProblem, damagedCheckpoint, FORMAT, type Manifest, manifestFiles, readManifest } from './manifest.ts'
import { signaturesOf } from './signature.ts'

/** How many checkpoints are kept, so that a damaged one can be passed over. */
const KEPT = 3
const PREFIX = 'checkpoint-'
const BUILDING = '.building-'

/** What is known of a checkpoint without its state. */
export interface CheckpointSummary {
  epoch: number
  at: number
  /** All of it on the disk. */
  bytes: number
  /** State by plan node. */
  nodes: Record<string, number>
}

/** A checkpoint on the disk; the state of a node is read when it is asked for. */
export interface Checkpoint {
  readonly folder: string
  readonly manifest: Manifest
  /** Throws a `CheckpointProblem` when the file is not what was written. */
  state(node: string): Uint8Array
}

/** A checkpoint to go on from, and why newer ones were passed over. */
export interface FoundCheckpoint {
  checkpoint: Checkpoint
  passedOver: string[]
}

/**
 * Checkpoints of one job in a folder, one folder each.
 *
 * State files are written first, the manifest last, and the folder gets its name when all of it is on the disk; so a checkpoint that
 * can be seen is whole. With a key, one that was changed afterwards is refused.
 */
export class CheckpointStore {
  readonly directory: string
  private readonly key: Uint8Array | undefined

  constructor(directory: string, options: { key?: Uint8Array } = {}) {
    this.directory = directory
    this.key = options.key
    mkdirSync(directory, { recursive: true })
  }

  /** Resolves when the checkpoint is safe. Old ones are removed afterwards. */
  async write(snapshot: Snapshot, plan: Plan, at: number): Promise<CheckpointSummary> {
    const name = `${PREFIX}${String(snapshot.epoch).padStart(9, '0')}`
    const building = join(this.directory, `${BUILDING}${name}`)
    await rm(building, { recursive: true, force: true })
    await mkdir(building)
    const tasks: Manifest['tasks'] = {}
    for (const [index, [node, bytes]] of Object.entries(snapshot.tasks).entries()) {
      const file = `state-${index}.bin`
      await writeSynced(join(building, file), bytes)
      tasks[node] = { file, length: bytes.length, crc32: crc32(bytes) }
    }
    const { epoch, sources, gates, sinks } = snapshot
    const signatures = signaturesOf(plan)
    const manifest: Manifest = { format: FORMAT, epoch, at, signatures, tasks, sources, gates, sinks }
    const files = manifestFiles(manifest, this.key)
    for (const [file, bytes] of Object.entries(files)) await writeSynced(join(building, file), bytes)
    await syncDirectory(building)
    await rename(building, join(this.directory, name))
    await syncDirectory(this.directory)
    await this.dropOld()
    return summaryOf(
      manifest,
      Object.values(files).reduce((sum, bytes) => sum + bytes.length, 0),
    )
  }

  /** What is too old, and what a crash has left unfinished. */
  private async dropOld(): Promise<void> {
    const names = await readdir(this.directory)
    const whole = names.filter((name) => name.startsWith(PREFIX)).sort()
    const unfinished = names.filter((name) => name.startsWith(BUILDING))
    for (const name of [...whole.slice(0, -KEPT), ...unfinished])
      await rm(join(this.directory, name), { recursive: true, force: true })
  }

  private names(): string[] {
    return readdirSync(this.directory)
      .filter((name) => name.startsWith(PREFIX))
      .sort()
      .reverse()
  }

  /** What is there, newest first; damaged ones are left out. */
  list(): CheckpointSummary[] {
    return this.names().flatMap((name) => {
      try {
        const manifest = readManifest(join(this.directory, name), this.key)
        return [summaryOf(manifest, 0)]
      } catch (problem) {
        if (problem instanceof CheckpointProblem) return []
        throw problem
      }
    })
  }

  /** The newest checkpoint, if there is one. Throws when it is damaged. */
  newest(): Checkpoint | undefined {
    const [name] = this.names()
    return name === undefined ? undefined : this.open(name)
  }

  /**
   * The newest whole checkpoint, and which ones were passed over. `manifest`: only the manifest is looked at, not the state.
   *
   * Only for jobs that may go back: what a sink has made visible for ever would come again.
   */
  newestWhole(look: 'all' | 'manifest' = 'all'): FoundCheckpoint | undefined {
    const passedOver: string[] = []
    let first: CheckpointProblem | undefined
    for (const name of this.names()) {
      try {
        const checkpoint = this.open(name)
        if (look === 'all') for (const node of Object.keys(checkpoint.manifest.tasks)) checkpoint.state(node)
        return { checkpoint, passedOver }
      } catch (problem) {
        if (!(problem instanceof CheckpointProblem && problem.damaged)) throw problem
        first ??= problem
        passedOver.push(problem.message)
      }
    }
    if (first) throw first
    return undefined
  }

  private open(name: string): Checkpoint {
    const folder = join(this.directory, name)
    const manifest = readManifest(folder, this.key)
    return { folder, manifest, state: (node) => readState(folder, manifest, node) }
  }

  /** Forgets all checkpoints. */
  clear(): void {
    rmSync(this.directory, { recursive: true, force: true })
    mkdirSync(this.directory, { recursive: true })
  }
}

function readState(folder: string, { tasks }: Manifest, node: string): Uint8Array {
  const { file, length, crc32: sum } = tasks[node]!
  const damaged = (why: string) => damagedCheckpoint(folder, why)
  // The name comes from a file, so it must be one that this store makes.
  if (!/^state-\d+\.bin$/.test(file)) throw damaged(`The file ${file} is no state file.`)
  let bytes: Uint8Array
  try {
    bytes = readFileSync(join(folder, file))
  } catch {
    throw damaged(`The file ${file} cannot be read.`)
  }
  if (bytes.length !== length || crc32(bytes) !== sum) throw damaged(`The file ${file} does not have its checksum.`)
  return bytes
}

function summaryOf({ epoch, at, tasks }: Manifest, more: number): CheckpointSummary {
  const nodes = Object.fromEntries(Object.entries(tasks).map(([node, { length }]) => [node, length]))
  return { epoch, at, nodes, bytes: Object.values(nodes).reduce((sum, length) => sum + length, more) }
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r').catch(() => undefined)
  try {
    // Some systems cannot sync a folder; its entries are then as safe as the system makes them.
    await directory?.sync().catch(() => undefined)
  } finally {
    await directory?.close()
  }
}
