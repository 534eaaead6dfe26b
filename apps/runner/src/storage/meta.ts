import type { Database } from './database.ts'

/** Facts about this installation, by name. */
export async function readMeta(db: Database): Promise<Readonly<Record<string, string>>> {
  const rows = await db.selectFrom('meta').selectAll().execute()
  return Object.fromEntries(rows.map(({ key, value }) => [key, value]))
}

export async function writeMeta(db: Database, values: Readonly<Record<string, string>>): Promise<void> {
  for (const [key, value] of Object.entries(values))
    await db
      .insertInto('meta')
      .values({ key, value })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
      .execute()
}
