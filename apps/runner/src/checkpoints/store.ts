import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Plan } from '@millrace/algebra'
import type { Snapshot } from '@millrace/engine'
import type { Json } from '@millrace/language'

/** How many checkpoints are kept, so that a damaged one can be passed over. */
const KEPT = 3
const FORMAT = 1
const PREFIX = 'checkpoint-'

interface Manifest {
  format: typeof FORMAT
  epoch: number
  /** What each stateful node computed, to tell whether its state still fits. */
  nodes: Record<string, Json>
  /** Files of state by node, with length and checksum. */
  tasks: Record<string, { file: string; length: number; crc32: number }>
  sources: Snapshot['sources']
  gates: Snapshot['gates']
  sinks: Snapshot['sinks']
}

/** A saved state that cannot be used: which one, why, and what to do. */
export class CheckpointProblem extends Error {}

/**
 * Checkpoints of one job in a folder, one folder each.
 *
 * State files are written first, the manifest last, and the folder gets its name when all of it is on the disk; so a checkpoint that
 * can be seen is whole.
 */
export class CheckpointStore {
  readonly directory: string
  private readonly plan: Plan

  constructor(directory: string, plan: Plan) {
    this.directory = directory
    this.plan = plan
    mkdirSync(directory, { recursive: true })
  }

  async write(snapshot: Snapshot): Promise<void> {
    const name = `${PREFIX}${String(snapshot.epoch).padStart(9, '0')}`
    const building = join(this.directory, `.building-${name}`)
    await rm(building, { recursive: true, force: true })
    await mkdir(building)
    const tasks: Manifest['tasks'] = {}
    for (const [index, [node, bytes]] of Object.entries(snapshot.tasks).entries()) {
      const file = `state-${index}.bin`
      await writeSynced(join(building, file), bytes)
      tasks[node] = { file, length: bytes.length, crc32: crc32(bytes) }
    }
    const { epoch, sources, gates, sinks } = snapshot
    const manifest: Manifest = { format: FORMAT, epoch, nodes: nodesOf(this.plan), tasks, sources, gates, sinks }
    await writeSynced(join(building, 'manifest.json'), new TextEncoder().encode(JSON.stringify(manifest)))
    await rename(building, join(this.directory, name))
    await syncDirectory(this.directory)
    await this.dropOld()
  }

  private async dropOld(): Promise<void> {
    const names = (await readdir(this.directory)).filter((name) => name.startsWith(PREFIX)).sort()
    for (const name of names.slice(0, -KEPT)) await rm(join(this.directory, name), { recursive: true, force: true })
  }

  /** The newest checkpoint, if there is one. */
  read(): Snapshot | undefined {
    const names = readdirSync(this.directory)
      .filter((name) => name.startsWith(PREFIX))
      .sort()
    const newest = names.at(-1)
    return newest === undefined ? undefined : this.readFolder(join(this.directory, newest))
  }

  private readFolder(folder: string): Snapshot {
    const manifest = readManifest(folder)
    this.checkFits(manifest, folder)
    const known = new Set(this.plan.nodes.map(({ id }) => id))
    const tasks: Record<string, Uint8Array> = {}
    for (const [node, { file, length, crc32: sum }] of Object.entries(manifest.tasks)) {
      if (!known.has(node)) continue
      const bytes = readFileSync(join(folder, file))
      if (bytes.length !== length || crc32(bytes) !== sum)
        throw new CheckpointProblem(
          `The checkpoint ${folder} is damaged: ${file} does not have its checksum. Delete the folder to use the one before.`,
        )
      tasks[node] = bytes
    }
    return { epoch: manifest.epoch, tasks, sources: manifest.sources, gates: manifest.gates, sinks: manifest.sinks }
  }

  /** State is found by the node's id; it fits only what computed it. */
  private checkFits({ nodes }: Manifest, folder: string): void {
    const current = nodesOf(this.plan)
    for (const [node, saved] of Object.entries(nodes)) {
      const now = current[node]
      if (now === undefined || JSON.stringify(now) === JSON.stringify(saved)) continue
      throw new CheckpointProblem(
        `The node \`${node}\` has changed since the checkpoint ${folder}; its state does not fit any more. Start with an empty --checkpoints folder, or change the node back.`,
      )
    }
  }

  /** Forgets all checkpoints. */
  clear(): void {
    rmSync(this.directory, { recursive: true, force: true })
    mkdirSync(this.directory, { recursive: true })
  }
}

/** What stateful nodes compute, without sources and sinks, which keep positions only. */
function nodesOf(plan: Plan): Record<string, Json> {
  const stateful = plan.nodes.filter(({ op }) => !['source', 'sink', 'calc', 'union', 'assign'].includes(op.op))
  return Object.fromEntries(stateful.map(({ id, op }) => [id, JSON.parse(JSON.stringify(op)) as Json]))
}

function readManifest(folder: string): Manifest {
  let manifest: Manifest
  try {
    manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest
  } catch (problem) {
    throw new CheckpointProblem(
      `The checkpoint ${folder} cannot be read (${(problem as Error).message}). Delete the folder to use the one before.`,
    )
  }
  if (manifest.format !== FORMAT)
    throw new CheckpointProblem(
      `The checkpoint ${folder} has format ${manifest.format}; this version reads format ${FORMAT}.`,
    )
  return manifest
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
