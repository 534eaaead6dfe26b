import { lstatSync, realpathSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { ConnectorProblem } from '@millrace/connectors'

/** A folder that pipelines may use, by the name they use for it. */
export interface Root {
  name: string
  path: string
  writable: boolean
}

/** Characters that mean something to some file system. */
const SPECIAL = /[\\/:*?"<>|]/
const LONGEST_NAME = 255

/** Hidden names, and those with special or invisible characters, are no names of files here. */
const isPlainName = (name: string) =>
  name !== '' &&
  name.length <= LONGEST_NAME &&
  !name.startsWith('.') &&
  !SPECIAL.test(name) &&
  [...name].every((character) => character >= ' ')

/**
 * The file that a path of a pipeline means: `root/folder/file`, or a file of the writable root.
 *
 * Nothing outside the roots can be named, by no spelling and by no link: a path is a list of plain names, and what it leads to is
 * looked at where it really is.
 */
export function resolveInRoots(roots: readonly Root[], path: string, access: 'read' | 'write'): string {
  const names = path.split('/')
  if (!names.every(isPlainName)) throw refused(roots, path, 'is not a relative path of plain names')
  const named = roots.find(({ name }) => name === names[0])
  const root = named ?? roots.find(({ writable }) => writable)
  const inside = named ? names.slice(1) : names
  if (!root || inside.length === 0) throw refused(roots, path, 'names no file')
  if (access === 'write' && !root.writable) throw refused(roots, path, `lies in \`${root.name}\`, which is read only`)
  const file = join(root.path, ...inside)
  checkPlace(roots, root, path, file)
  return file
}

/** Follows links: the file, or the nearest folder above it that exists, must lie in the root. */
function checkPlace(roots: readonly Root[], root: Root, path: string, file: string): void {
  const base = realpathSync(root.path)
  if (isLink(file)) throw refused(roots, path, 'is a link')
  for (let place = file; ; place = dirname(place)) {
    const real = existing(place)
    if (real === undefined && isLink(place)) throw refused(roots, path, 'leads through a link to nowhere')
    if (real === undefined) continue
    if (real === base || real.startsWith(base + sep)) return
    throw refused(roots, path, 'leads out of its folder')
  }
}

function existing(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch (problem) {
    if ((problem as { code?: string }).code === 'ENOENT') return undefined
    throw new ConnectorProblem('A folder on the way to the file cannot be used.', { cause: problem })
  }
}

const isLink = (path: string) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false

function refused(roots: readonly Root[], path: string, why: string): ConnectorProblem {
  const shown = path.length > 200 ? `${path.slice(0, 200)}…` : path
  const folders = roots.map(({ name, writable }) => `\`${name}/…\`${writable ? '' : ' (read only)'}`).join(' and ')
  return new ConnectorProblem(`The path \`${shown}\` ${why}.`, { hint: `Files of this runner are ${folders}.` })
}
