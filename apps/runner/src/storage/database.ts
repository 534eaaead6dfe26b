import { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { migrations } from './migrations.ts'
import type { Schema } from './schema.ts'
import { sqliteDialect } from './sqlite.ts'

export type Database = Kysely<Schema>

/** Opens the database and brings its tables to the present form. */
export async function openDatabase(path: string): Promise<Database> {
  const db = new Kysely<Schema>({ dialect: sqliteDialect(path) })
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } })
  const { error } = await migrator.migrateToLatest()
  if (error === undefined) return db
  await db.destroy()
  throw new Error(`The database ${path} cannot be brought to the present form.`, { cause: error })
}
