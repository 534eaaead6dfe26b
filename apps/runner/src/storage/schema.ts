import type { Generated } from 'kysely'

/** Points in time are milliseconds since 1970 everywhere; JSON is text. */
export interface Schema {
  meta: { key: string; value: string }
  pipelines: {
    id: string
    name: string
    description: string
    /** The newest version. */
    version: number
    created_at: number
    updated_at: number
    /** Set while it can be brought back. */
    deleted_at: number | null
  }
  pipeline_versions: { pipeline_id: string; version: number; document: string; created_at: number }
  /** What should run: this is what comes back after a crash. */
  deployments: {
    pipeline_id: string
    version: number
    desired: 'running' | 'stopped'
    deployed_at: number
  }
  runs: {
    id: Generated<number>
    pipeline_id: string
    version: number
    started_at: number
    ended_at: number | null
    outcome: RunOutcome
    restarts: number
    /** Rows that sources have read. */
    rows_read: number
  }
  events: {
    id: Generated<number>
    run_id: number
    pipeline_id: string
    at: number
    kind: EventKind
    /** Node of the document that it happened on. */
    node: string | null
    message: string
  }
  logs: { id: Generated<number>; pipeline_id: string; at: number; node: string | null; level: LogLevel; line: string }
  connections: {
    name: string
    kind: string
    /** Without secrets. */
    settings: string
    created_at: number
    updated_at: number
  }
  secrets: { connection: string; field: string; sealed: string; updated_at: number }
  sessions: { hash: string; created_at: number; seen_at: number; ends_at: number }
  login_tokens: { hash: string; ends_at: number }
}

export type RunOutcome = 'running' | 'finished' | 'stopped' | 'failed' | 'replaced' | 'interrupted'
export type EventKind =
  | 'deployed'
  | 'recovered'
  | 'started'
  | 'restored'
  | 'failed'
  | 'restarting'
  | 'stopping'
  | 'stopped'
  | 'finished'
export type LogLevel = 'print' | 'warning' | 'error'
