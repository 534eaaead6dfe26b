import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A key of this installation, with a number by which it is recognised. */
export interface Key {
  id: string
  bytes: Buffer
}

export interface Keys {
  /** Seals the secrets of connections. */
  secrets: Key
  /** Signs checkpoints, so that a changed one is not run. */
  state: Key
}

/** A key file is missing or is not the right one: what that means, and what to do. */
export class KeyProblem extends Error {}

const BYTES = 32

/** Reads the keys of an installation; the first time they are made. `known` are the ids that were noted then. */
export function openKeys(folder: string, known: { secrets?: string; state?: string }): Keys {
  return { secrets: openKey(folder, 'secrets', known.secrets), state: openKey(folder, 'state', known.state) }
}

function openKey(folder: string, name: 'secrets' | 'state', known: string | undefined): Key {
  const path = join(folder, `${name}.key`)
  if (!existsSync(path)) {
    // Never a fresh key in place of a lost one: what the old one sealed would look like rubbish.
    if (known !== undefined)
      throw new KeyProblem(`The key file ${path} is missing. Bring it back from a backup; without it ${loss[name]}.`)
    writeFileSync(path, `${randomBytes(BYTES).toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
  }
  const text = readFileSync(path, 'utf8').trim()
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new KeyProblem(`${path} is not a key file: it must hold 64 hexadecimal digits.`)
  const bytes = Buffer.from(text, 'hex')
  const id = idOf(bytes)
  if (known !== undefined && known !== id)
    throw new KeyProblem(`${path} is another key than the one this data directory was made with; ${loss[name]}.`)
  return { id, bytes }
}

const loss = {
  secrets: 'the stored secrets cannot be read',
  state: 'the checkpoints cannot be trusted',
} as const

const idOf = (bytes: Buffer) => createHash('sha256').update('millrace key id').update(bytes).digest('hex').slice(0, 16)
