import { createHmac, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Snapshot } from '@millrace/engine'
import type { Json } from '@millrace/language'

/** Raised whenever the words of some state mean something else. */
export const FORMAT = 4
const MANIFEST = 'manifest.json'
const SEAL = 'manifest.mac'
/** Larger ones are not read at all: it would be somebody else's file. */
const MOST_BYTES = 512 * 1024 * 1024

/** What a checkpoint consists of. */
export interface Manifest {
  format: typeof FORMAT
  epoch: number
  /** When it was taken, in milliseconds since 1970. */
  at: number
  /** What the state of each node means, to tell whether it still fits. */
  signatures: Record<string, Json>
  /** Files of state by node, with length and checksum. */
  tasks: Record<string, { file: string; length: number; crc32: number }>
  sources: Snapshot['sources']
  gates: Snapshot['gates']
  sinks: Snapshot['sinks']
}

/** A saved state that cannot be used: which one, why, and what to do. */
export class CheckpointProblem extends Error {
  /** Whether an older checkpoint may be whole. */
  readonly damaged: boolean
  constructor(message: string, damaged = false) {
    super(message)
    this.damaged = damaged
  }
}

/** The files of a manifest: its text, and with a key the proof that it was written here. */
export function manifestFiles(manifest: Manifest, key: Uint8Array | undefined): Record<string, Uint8Array> {
  const text = new TextEncoder().encode(JSON.stringify(manifest))
  return { [MANIFEST]: text, ...(key && { [SEAL]: macOf(text, key) }) }
}

/** `why` is a sentence. */
export const damagedCheckpoint = (folder: string, why: string): CheckpointProblem =>
  new CheckpointProblem(
    [`The checkpoint ${folder} is damaged.`, why, 'Delete the folder to use the one before.'].join(' '),
    true,
  )

export function readManifest(folder: string, key: Uint8Array | undefined): Manifest {
  const damaged = (why: string) => damagedCheckpoint(folder, why)
  const read = (file: string) => {
    try {
      return readFileSync(join(folder, file))
    } catch (problem) {
      throw damaged(`A file cannot be read: ${(problem as Error).message}.`)
    }
  }
  const text = read(MANIFEST)
  if (text.length > MOST_BYTES) throw damaged('Its manifest is too large.')
  if (key) {
    const [found, expected] = [read(SEAL), macOf(text, key)]
    if (found.length !== expected.length || !timingSafeEqual(found, expected))
      throw damaged('Its manifest was changed after it was written.')
  }
  try {
    const manifest = JSON.parse(text.toString('utf8')) as Manifest
    if (manifest.format === FORMAT) return manifest
    throw new CheckpointProblem(
      `The checkpoint ${folder} has format ${manifest.format}; this version reads format ${FORMAT}. Delete ${dirname(folder)} to begin without state, or use the version that wrote it.`,
    )
  } catch (problem) {
    throw problem instanceof CheckpointProblem
      ? problem
      : damaged(`Its manifest is no JSON: ${(problem as Error).message}.`)
  }
}

const macOf = (text: Uint8Array, key: Uint8Array) =>
  createHmac('sha256', key).update('millrace checkpoint manifest').update(text).digest()
