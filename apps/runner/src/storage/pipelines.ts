import { randomBytes } from 'node:crypto'
import type { PipelineInput } from '@millrace/pipeline'
import { Problem } from '../problem.ts'
import type { Database } from './database.ts'

/** Versions that are kept of one pipeline; older ones go, except those that were deployed last. */
const MOST_VERSIONS = 1000
const MOST_PIPELINES = 10_000

export interface StoredPipeline {
  id: string
  name: string
  description: string
  version: number
  createdAt: number
  updatedAt: number
}

export interface StoredVersion {
  version: number
  createdAt: number
}

/** Documents and all their versions. A save names the version it started from, so nobody overwrites what they have not seen. */
export class PipelineStore {
  private readonly db: Database
  private readonly now: () => number
  constructor(db: Database, now: () => number) {
    this.db = db
    this.now = now
  }

  async list(): Promise<StoredPipeline[]> {
    const rows = await this.db
      .selectFrom('pipelines')
      .selectAll()
      .where('deleted_at', 'is', null)
      .orderBy('updated_at', 'desc')
      .execute()
    return rows.map(fromRow)
  }

  /** Throws when there is none, or when it was removed. */
  async get(id: string): Promise<StoredPipeline> {
    const row = await this.db
      .selectFrom('pipelines')
      .selectAll()
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
      .executeTakeFirst()
    if (!row) throw notFound()
    return fromRow(row)
  }

  async create(document: PipelineInput): Promise<StoredPipeline> {
    const { count } = await this.db
      .selectFrom('pipelines')
      .select((e) => e.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    if (count >= MOST_PIPELINES)
      throw new Problem('limit', `There are ${MOST_PIPELINES} pipelines already.`, { hint: 'Remove some first.' })
    const at = this.now()
    const pipeline = { id: randomBytes(10).toString('hex'), ...headOf(document), version: 1 }
    await this.db.transaction().execute(async (db) => {
      await db
        .insertInto('pipelines')
        .values({ ...pipeline, created_at: at, updated_at: at, deleted_at: null })
        .execute()
      await db
        .insertInto('pipeline_versions')
        .values(versionRow(pipeline.id, 1, document, at))
        .execute()
    })
    return { ...pipeline, createdAt: at, updatedAt: at }
  }

  /** Adds a version; refused when there is a newer one than the one it started from. */
  async save(id: string, baseVersion: number, document: PipelineInput): Promise<StoredPipeline> {
    const before = await this.get(id)
    const at = this.now()
    const version = baseVersion + 1
    await this.db.transaction().execute(async (db) => {
      const { numUpdatedRows } = await db
        .updateTable('pipelines')
        .set({ ...headOf(document), version, updated_at: at })
        .where('id', '=', id)
        .where('version', '=', baseVersion)
        .where('deleted_at', 'is', null)
        .executeTakeFirstOrThrow()
      if (numUpdatedRows === 0n) throw await this.conflict(db, id, baseVersion)
      await db
        .insertInto('pipeline_versions')
        .values(versionRow(id, version, document, at))
        .execute()
      await dropOldVersions(db, id, version)
    })
    return { ...before, ...headOf(document), version, updatedAt: at }
  }

  private async conflict(db: Database, id: string, baseVersion: number): Promise<Problem> {
    const row = await db
      .selectFrom('pipelines')
      .select('version')
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
      .executeTakeFirst()
    if (!row) return notFound()
    return new Problem('version-conflict', `Somebody has saved version ${row.version} in the meantime.`, {
      hint: 'Compare the two, then save again on top of it.',
      details: { version: row.version, baseVersion },
    })
  }

  /** A rename is a save like any other. */
  async rename(id: string, name: string): Promise<StoredPipeline> {
    const { version } = await this.get(id)
    return this.save(id, version, { ...(await this.document(id, version)), name })
  }

  async duplicate(id: string, name: string): Promise<StoredPipeline> {
    const { version } = await this.get(id)
    return this.create({ ...(await this.document(id, version)), name })
  }

  async remove(id: string): Promise<void> {
    await this.get(id)
    await this.db.updateTable('pipelines').set({ deleted_at: this.now() }).where('id', '=', id).execute()
  }

  async restore(id: string): Promise<StoredPipeline> {
    await this.db.updateTable('pipelines').set({ deleted_at: null }).where('id', '=', id).execute()
    return this.get(id)
  }

  /** Removes for good what was removed before a point in time; returns which ones. */
  async purge(before: number): Promise<string[]> {
    const rows = await this.db.deleteFrom('pipelines').where('deleted_at', '<', before).returning('id').execute()
    return rows.map(({ id }) => id)
  }

  async versions(id: string): Promise<StoredVersion[]> {
    await this.get(id)
    const rows = await this.db
      .selectFrom('pipeline_versions')
      .select(['version', 'created_at'])
      .where('pipeline_id', '=', id)
      .orderBy('version', 'desc')
      .execute()
    return rows.map(({ version, created_at }) => ({ version, createdAt: created_at }))
  }

  /** The document as it was saved. */
  async document(id: string, version: number): Promise<PipelineInput> {
    const row = await this.db
      .selectFrom('pipeline_versions')
      .select('document')
      .where('pipeline_id', '=', id)
      .where('version', '=', version)
      .executeTakeFirst()
    if (!row) throw new Problem('not-found', `There is no version ${version} of this pipeline.`)
    return JSON.parse(row.document) as PipelineInput
  }
}

const notFound = () =>
  new Problem('not-found', 'There is no such pipeline.', {
    hint: 'It may have been removed; the list shows what is there.',
  })

const headOf = ({ name, description }: PipelineInput) => ({ name, description: description ?? '' })

const versionRow = (id: string, version: number, document: PipelineInput, at: number) => ({
  pipeline_id: id,
  version,
  document: JSON.stringify(document),
  created_at: at,
})

async function dropOldVersions(db: Database, id: string, version: number): Promise<void> {
  await db
    .deleteFrom('pipeline_versions')
    .where('pipeline_id', '=', id)
    .where('version', '<=', version - MOST_VERSIONS)
    .where('version', 'not in', (e) => e.selectFrom('deployments').select('version').where('pipeline_id', '=', id))
    .execute()
}

function fromRow(row: {
  id: string
  name: string
  description: string
  version: number
  created_at: number
  updated_at: number
}): StoredPipeline {
  const { id, name, description, version, created_at, updated_at } = row
  return { id, name, description, version, createdAt: created_at, updatedAt: updated_at }
}
