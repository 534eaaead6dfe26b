import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** One step of the schema: what the tables were is forgotten, so the type of the database is open. */
type Database = Kysely<unknown>

const first: Migration = {
  async up(db: Database) {
    const { schema } = db
    await schema
      .createTable('meta')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('value', 'text', (column) => column.notNull())
      .execute()
    await schema
      .createTable('pipelines')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('description', 'text', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('created_at', 'integer', (column) => column.notNull())
      .addColumn('updated_at', 'integer', (column) => column.notNull())
      .addColumn('deleted_at', 'integer')
      .execute()
    const ofPipeline = 'pipelines.id'
    await schema
      .createTable('pipeline_versions')
      .addColumn('pipeline_id', 'text', (column) => column.notNull().references(ofPipeline).onDelete('cascade'))
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('document', 'text', (column) => column.notNull())
      .addColumn('created_at', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('pipeline_versions_key', ['pipeline_id', 'version'])
      .execute()
    await schema
      .createTable('deployments')
      .addColumn('pipeline_id', 'text', (column) => column.primaryKey().references(ofPipeline).onDelete('cascade'))
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('desired', 'text', (column) => column.notNull())
      .addColumn('deployed_at', 'integer', (column) => column.notNull())
      .execute()
    await schema
      .createTable('runs')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('pipeline_id', 'text', (column) => column.notNull().references(ofPipeline).onDelete('cascade'))
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('started_at', 'integer', (column) => column.notNull())
      .addColumn('ended_at', 'integer')
      .addColumn('outcome', 'text', (column) => column.notNull())
      .addColumn('restarts', 'integer', (column) => column.notNull())
      .addColumn('rows_read', 'integer', (column) => column.notNull())
      .execute()
    await schema
      .createTable('events')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('run_id', 'integer', (column) => column.notNull().references('runs.id').onDelete('cascade'))
      .addColumn('pipeline_id', 'text', (column) => column.notNull().references(ofPipeline).onDelete('cascade'))
      .addColumn('at', 'integer', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('node', 'text')
      .addColumn('message', 'text', (column) => column.notNull())
      .execute()
    await schema
      .createTable('logs')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('pipeline_id', 'text', (column) => column.notNull().references(ofPipeline).onDelete('cascade'))
      .addColumn('at', 'integer', (column) => column.notNull())
      .addColumn('node', 'text')
      .addColumn('level', 'text', (column) => column.notNull())
      .addColumn('line', 'text', (column) => column.notNull())
      .execute()
    await schema
      .createTable('connections')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('settings', 'text', (column) => column.notNull())
      .addColumn('created_at', 'integer', (column) => column.notNull())
      .addColumn('updated_at', 'integer', (column) => column.notNull())
      .execute()
    await schema
      .createTable('secrets')
      .addColumn('connection', 'text', (column) => column.notNull().references('connections.name').onDelete('cascade'))
      .addColumn('field', 'text', (column) => column.notNull())
      .addColumn('sealed', 'text', (column) => column.notNull())
      .addColumn('updated_at', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('secrets_key', ['connection', 'field'])
      .execute()
    await schema
      .createTable('sessions')
      .addColumn('hash', 'text', (column) => column.primaryKey())
      .addColumn('created_at', 'integer', (column) => column.notNull())
      .addColumn('seen_at', 'integer', (column) => column.notNull())
      .addColumn('ends_at', 'integer', (column) => column.notNull())
      .execute()
    await schema
      .createTable('login_tokens')
      .addColumn('hash', 'text', (column) => column.primaryKey())
      .addColumn('ends_at', 'integer', (column) => column.notNull())
      .execute()
    await schema.createIndex('runs_by_pipeline').on('runs').columns(['pipeline_id', 'id']).execute()
    await schema.createIndex('events_by_run').on('events').columns(['run_id', 'id']).execute()
    await schema.createIndex('logs_by_pipeline').on('logs').columns(['pipeline_id', 'id']).execute()
  },
}

/** Every step there ever was, in order. A released step is never changed. */
export const migrations: Readonly<Record<string, Migration>> = { '0001-tables': first }
