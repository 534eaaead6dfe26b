import type { Json } from '@millrace/language'
import { pathText, sentence } from '@millrace/pipeline'
import { Problem } from '../problem.ts'
import type { Key } from '../security/keys.ts'
import { seal, unseal } from '../security/seal.ts'
import type { Database } from '../storage/database.ts'
import { type ConnectionKindName, connectionKinds } from './kinds.ts'

const MOST_CONNECTIONS = 500

/** A connection as it is shown: of a secret only whether there is one. */
export interface StoredConnection {
  name: string
  kind: ConnectionKindName
  settings: Json
  /** By path. */
  secrets: { [path: string]: { updatedAt: number } }
  createdAt: number
  updatedAt: number
}

export interface ConnectionDraft {
  name: string
  kind: ConnectionKindName
  settings: Json
  /** By path; null removes one, and what is not named stays. */
  secrets: Readonly<Record<string, string | null>>
}

/** A connection with its secrets, for connectors only. */
export interface OpenedConnection {
  value: Json
  /** The secrets in it, so that messages can be kept free of them. */
  secrets: string[]
}

/** Connections by name; secrets are sealed and leave only towards a connector. */
export class ConnectionStore {
  private readonly db: Database
  private readonly key: Key
  private readonly now: () => number
  /** Ports of this process: no connection may lead back to it. */
  private readonly ownPorts: ReadonlySet<number>
  constructor(db: Database, key: Key, now: () => number, ownPorts: ReadonlySet<number>) {
    this.db = db
    this.ownPorts = ownPorts
    this.key = key
    this.now = now
  }

  async list(): Promise<StoredConnection[]> {
    const rows = await this.db.selectFrom('connections').selectAll().orderBy('name').execute()
    const secrets = await this.db.selectFrom('secrets').select(['connection', 'field', 'updated_at']).execute()
    return rows.map(({ name, kind, settings, created_at, updated_at }) => ({
      name,
      kind: kind as ConnectionKindName,
      settings: JSON.parse(settings) as Json,
      secrets: Object.fromEntries(
        secrets
          .filter(({ connection }) => connection === name)
          .map((secret) => [secret.field, { updatedAt: secret.updated_at }]),
      ),
      createdAt: created_at,
      updatedAt: updated_at,
    }))
  }

  async find(name: string): Promise<StoredConnection | undefined> {
    return (await this.list()).find((connection) => connection.name === name)
  }

  /** Adds or replaces a connection. Returns the paths of secrets that were forgotten, because they would go somewhere else now. */
  async save(draft: ConnectionDraft): Promise<{ connection: StoredConnection; forgotten: string[] }> {
    const settings = readSettings(draft)
    checkSecretPaths(draft)
    const before = await this.find(draft.name)
    if (!before && (await this.list()).length >= MOST_CONNECTIONS)
      throw new Problem('limit', `There are ${MOST_CONNECTIONS} connections already.`)
    const forgotten = before ? redirected(before, draft, settings) : []
    const at = this.now()
    await this.db.transaction().execute(async (db) => {
      const values = { kind: draft.kind, settings: JSON.stringify(settings), updated_at: at }
      await db
        .insertInto('connections')
        .values({ name: draft.name, created_at: at, ...values })
        .onConflict((conflict) => conflict.column('name').doUpdateSet(values))
        .execute()
      const removed = [...forgotten, ...Object.keys(draft.secrets)]
      if (removed.length > 0)
        await db.deleteFrom('secrets').where('connection', '=', draft.name).where('field', 'in', removed).execute()
      for (const [field, secret] of Object.entries(draft.secrets)) {
        if (secret === null) continue
        const sealed = seal(secret, placeOf(draft.name, field), this.key)
        await db.insertInto('secrets').values({ connection: draft.name, field, sealed, updated_at: at }).execute()
      }
    })
    return { connection: (await this.find(draft.name))!, forgotten }
  }

  async remove(name: string): Promise<void> {
    const { numDeletedRows } = await this.db
      .deleteFrom('connections')
      .where('name', '=', name)
      .executeTakeFirstOrThrow()
    if (numDeletedRows === 0n) throw new Problem('not-found', `There is no connection \`${name}\`.`)
  }

  /** A stored connection with its secrets. */
  async open(name: string): Promise<OpenedConnection | undefined> {
    const stored = await this.find(name)
    return stored && assemble(stored, await this.secretsOf(name), this.ownPorts)
  }

  /** Those of the names that are there, and all their secrets. */
  async openAll(names: readonly string[]): Promise<{ connections: Record<string, Json>; secrets: string[] }> {
    const connections: Record<string, Json> = {}
    const secrets: string[] = []
    for (const name of names) {
      const opened = await this.open(name)
      if (!opened) continue
      connections[name] = opened.value
      secrets.push(...opened.secrets)
    }
    return { connections, secrets }
  }

  /** A draft with its secrets, and those that are stored as long as they would go to the same place. */
  async openDraft(draft: ConnectionDraft): Promise<OpenedConnection> {
    const settings = readSettings(draft)
    checkSecretPaths(draft)
    const before = await this.find(draft.name)
    const stored = before ? await this.secretsOf(draft.name) : {}
    const gone = before ? redirected(before, draft, settings) : []
    const kept = Object.entries(stored).filter(([path]) => !gone.includes(path) && !(path in draft.secrets))
    const given = Object.entries(draft.secrets).filter(([, secret]) => secret !== null) as [string, string][]
    return assemble({ kind: draft.kind, settings }, Object.fromEntries([...kept, ...given]), this.ownPorts)
  }

  private async secretsOf(name: string): Promise<Record<string, string>> {
    const rows = await this.db
      .selectFrom('secrets')
      .select(['field', 'sealed'])
      .where('connection', '=', name)
      .execute()
    return Object.fromEntries(rows.map(({ field, sealed }) => [field, unseal(sealed, placeOf(name, field), this.key)]))
  }
}

const placeOf = (name: string, field: string) => `connection ${name}: ${field}`

function readSettings({ kind, settings }: ConnectionDraft): Json {
  const result = connectionKinds[kind].settings.safeParse(settings)
  if (result.success) return result.data as Json
  const [issue] = result.error.issues
  const path = pathText(issue!.path)
  throw new Problem('not-valid', `${path === '' ? 'The settings' : `\`${path}\``}: ${sentence(issue!)}`)
}

function checkSecretPaths({ kind, secrets }: ConnectionDraft): void {
  const known = connectionKinds[kind].secrets.map(({ path }) => path)
  const unknown = Object.keys(secrets).find((path) => !known.includes(path))
  if (unknown !== undefined)
    throw new Problem('not-valid', `There is no secret \`${unknown}\` here.`, {
      hint: `There are: ${known.join(', ')}`,
    })
}

/** Stored secrets that were not given anew although the settings name another target. */
function redirected(before: StoredConnection, { kind, secrets }: ConnectionDraft, settings: Json): string[] {
  const same =
    before.kind === kind &&
    JSON.stringify(connectionKinds[kind].target(before.settings)) ===
      JSON.stringify(connectionKinds[kind].target(settings))
  return same ? [] : Object.keys(before.secrets).filter((path) => !(path in secrets))
}

function assemble(
  { kind, settings }: Pick<StoredConnection, 'kind' | 'settings'>,
  secrets: Readonly<Record<string, string>>,
  ownPorts: ReadonlySet<number>,
): OpenedConnection {
  const value = { type: kind, refusedPorts: [...ownPorts], ...(structuredClone(settings) as { [key: string]: Json }) }
  for (const [path, secret] of Object.entries(secrets)) put(value, path.split('.'), secret)
  return { value, secrets: Object.values(secrets) }
}

/** Puts a secret in its place; one whose part of the settings is not there has no use and is left out. */
function put(value: { [key: string]: Json }, path: readonly string[], secret: string): void {
  const [first, ...rest] = path
  if (rest.length === 0) {
    value[first!] = secret
    return
  }
  const inner = value[first!]
  if (typeof inner === 'object' && inner !== null && !Array.isArray(inner))
    put(inner as { [key: string]: Json }, rest, secret)
}
