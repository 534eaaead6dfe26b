import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely'

/** Statements are few, since they come from code; the bound is for safety. */
const MOST_STATEMENTS = 256

type Bound = (null | number | bigint | string | Uint8Array)[]

/** The SQLite that Node brings, as Kysely wants it: no package to install and nothing to compile. */
export function sqliteDialect(path: string): SqliteDialect {
  return new SqliteDialect({ database: open(path) })
}

function open(path: string): SqliteDatabase {
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: 5000 })
  // A save that was acknowledged survives a power cut.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF')
  const statements = new Map<string, SqliteStatement>()
  return {
    close: () => database.close(),
    prepare(sql) {
      const known = statements.get(sql)
      if (known) return known
      const statement = wrap(database.prepare(sql))
      if (statements.size < MOST_STATEMENTS) statements.set(sql, statement)
      return statement
    },
  }
}

function wrap(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...(parameters as Bound)),
    run: (parameters) => statement.run(...(parameters as Bound)),
    iterate: (parameters) => statement.iterate(...(parameters as Bound)),
  }
}
