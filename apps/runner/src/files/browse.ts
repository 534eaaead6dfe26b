import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ConnectorProblem } from '@millrace/connectors'
import { Problem } from '../problem.ts'
import { type Root, resolveInRoots } from './roots.ts'

/** A folder shows this many names at most. */
const MOST_ENTRIES = 1000
/** As much of a file is read for a look at its lines. */
const SAMPLE_BYTES = 256 * 1024

export interface FileEntry {
  name: string
  /** As a pipeline names it. */
  path: string
  folder: boolean
  bytes: number
  changedAt: number
}

/** What lies in a folder of a root, folders first. Hidden files and links are not shown. */
export async function listFiles(roots: readonly Root[], root: Root, folder: string): Promise<FileEntry[]> {
  const path = folder === '' ? root.path : inRoots(roots, `${root.name}/${folder}`)
  const names = await readdir(path, { withFileTypes: true }).catch(() => {
    throw new Problem('not-found', `There is no folder \`${folder}\` in \`${root.name}\`.`)
  })
  const shown = names.filter((entry) => !entry.name.startsWith('.') && (entry.isFile() || entry.isDirectory()))
  const entries = await Promise.all(
    shown.slice(0, MOST_ENTRIES).map(async (entry): Promise<FileEntry> => {
      const { size, mtimeMs } = await stat(join(path, entry.name))
      const inside = folder === '' ? entry.name : `${folder}/${entry.name}`
      return {
        name: entry.name,
        path: `${root.name}/${inside}`,
        folder: entry.isDirectory(),
        bytes: size,
        changedAt: Math.round(mtimeMs),
      }
    }),
  )
  return entries.sort((a, b) => Number(b.folder) - Number(a.folder) || a.name.localeCompare(b.name))
}

/** The first lines of a file, without one that may be cut off. */
export async function firstLines(roots: readonly Root[], path: string, count: number): Promise<string[]> {
  const place = inRoots(roots, path)
  const found = await stat(place).catch(() => undefined)
  // Opening a pipe would wait for somebody to write into it.
  if (!found?.isFile()) throw new Problem('not-found', `There is no file \`${path}\`.`)
  const file = await open(place, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0)
    const lines = buffer
      .subarray(0, bytesRead)
      .toString('utf8')
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/)
    if (bytesRead === SAMPLE_BYTES) lines.pop()
    return lines.filter((line) => line.trim() !== '').slice(0, count)
  } finally {
    await file.close()
  }
}

function inRoots(roots: readonly Root[], path: string): string {
  try {
    return resolveInRoots(roots, path, 'read')
  } catch (problem) {
    if (problem instanceof ConnectorProblem) throw new Problem('path', problem.message)
    throw problem
  }
}
