import type { Database } from './database.ts'
import type { EventKind, LogLevel, RunOutcome } from './schema.ts'

/** What is kept of one pipeline; the oldest goes first. */
const MOST_RUNS = 200
const MOST_EVENTS_OF_A_RUN = 500
const MOST_LOG_LINES = 2000

export interface Deployment {
  version: number
  /** Whether it runs, or would if the runner did. */
  desired: 'running' | 'stopped'
  deployedAt: number
}

export interface JobEvent {
  at: number
  kind: EventKind
  node: string | null
  message: string
}

export interface RunRecord {
  id: number
  version: number
  startedAt: number
  endedAt: number | null
  outcome: RunOutcome
  restarts: number
  rowsRead: number
  events: JobEvent[]
}

export interface LogLine {
  id: number
  at: number
  node: string | null
  level: LogLevel
  line: string
}

/** What was deployed, how it ran and what it said. */
export class RunStore {
  private readonly db: Database
  private readonly now: () => number
  constructor(db: Database, now: () => number) {
    this.db = db
    this.now = now
  }

  async deployment(pipelineId: string): Promise<Deployment | undefined> {
    const row = await this.db
      .selectFrom('deployments')
      .selectAll()
      .where('pipeline_id', '=', pipelineId)
      .executeTakeFirst()
    return row && { version: row.version, desired: row.desired, deployedAt: row.deployed_at }
  }

  /** Pipelines that should be running. */
  async desired(): Promise<{ pipelineId: string; version: number }[]> {
    const rows = await this.db
      .selectFrom('deployments')
      .innerJoin('pipelines', 'pipelines.id', 'deployments.pipeline_id')
      .select(['deployments.pipeline_id', 'deployments.version'])
      .where('deployments.desired', '=', 'running')
      .where('pipelines.deleted_at', 'is', null)
      .execute()
    return rows.map(({ pipeline_id, version }) => ({ pipelineId: pipeline_id, version }))
  }

  async deploy(pipelineId: string, version: number): Promise<void> {
    const values = { version, desired: 'running' as const, deployed_at: this.now() }
    await this.db
      .insertInto('deployments')
      .values({ pipeline_id: pipelineId, ...values })
      .onConflict((conflict) => conflict.column('pipeline_id').doUpdateSet(values))
      .execute()
  }

  async setDesired(pipelineId: string, desired: 'running' | 'stopped'): Promise<void> {
    await this.db.updateTable('deployments').set({ desired }).where('pipeline_id', '=', pipelineId).execute()
  }

  async begin(pipelineId: string, version: number): Promise<number> {
    const { id } = await this.db
      .insertInto('runs')
      .values({
        pipeline_id: pipelineId,
        version,
        started_at: this.now(),
        ended_at: null,
        outcome: 'running',
        restarts: 0,
        rows_read: 0,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await this.dropOldRuns(pipelineId)
    return id
  }

  private async dropOldRuns(pipelineId: string): Promise<void> {
    await this.db
      .deleteFrom('runs')
      .where('pipeline_id', '=', pipelineId)
      .where('id', 'not in', (e) =>
        e.selectFrom('runs').select('id').where('pipeline_id', '=', pipelineId).orderBy('id', 'desc').limit(MOST_RUNS),
      )
      .execute()
  }

  async progress(run: number, { restarts, rowsRead }: { restarts: number; rowsRead: number }): Promise<void> {
    await this.db.updateTable('runs').set({ restarts, rows_read: rowsRead }).where('id', '=', run).execute()
  }

  async end(run: number, outcome: RunOutcome): Promise<void> {
    await this.db
      .updateTable('runs')
      .set({ outcome, ended_at: this.now() })
      .where('id', '=', run)
      .where('ended_at', 'is', null)
      .execute()
  }

  /** Says more exactly how a run ended. */
  async setOutcome(run: number, outcome: RunOutcome): Promise<void> {
    await this.db.updateTable('runs').set({ outcome }).where('id', '=', run).execute()
  }

  /** Runs that were under way when the runner ended without a word. */
  async interrupt(): Promise<void> {
    await this.db
      .updateTable('runs')
      .set({ outcome: 'interrupted', ended_at: this.now() })
      .where('ended_at', 'is', null)
      .execute()
  }

  async event(pipelineId: string, run: number, kind: EventKind, message: string, node?: string): Promise<void> {
    const { id } = await this.db
      .insertInto('events')
      .values({ run_id: run, pipeline_id: pipelineId, at: this.now(), kind, node: node ?? null, message })
      .returning('id')
      .executeTakeFirstOrThrow()
    if (id % 50 === 0) await this.dropOldEvents(run)
  }

  private async dropOldEvents(run: number): Promise<void> {
    await this.db
      .deleteFrom('events')
      .where('run_id', '=', run)
      .where('id', 'not in', (e) =>
        e.selectFrom('events').select('id').where('run_id', '=', run).orderBy('id', 'desc').limit(MOST_EVENTS_OF_A_RUN),
      )
      .execute()
  }

  /** Newest first, each with its events in order. */
  async history(pipelineId: string, limit: number): Promise<RunRecord[]> {
    const runs = await this.db
      .selectFrom('runs')
      .selectAll()
      .where('pipeline_id', '=', pipelineId)
      .orderBy('id', 'desc')
      .limit(limit)
      .execute()
    const ids = runs.map(({ id }) => id)
    const events =
      ids.length === 0
        ? []
        : await this.db.selectFrom('events').selectAll().where('run_id', 'in', ids).orderBy('id').execute()
    return runs.map((run) => ({
      id: run.id,
      version: run.version,
      startedAt: run.started_at,
      endedAt: run.ended_at,
      outcome: run.outcome,
      restarts: run.restarts,
      rowsRead: run.rows_read,
      events: events
        .filter(({ run_id }) => run_id === run.id)
        .map(({ at, kind, node, message }) => ({ at, kind, node, message })),
    }))
  }

  async log(pipelineId: string, lines: readonly { at: number; node?: string; level: LogLevel; line: string }[]) {
    if (lines.length === 0) return
    const rows = lines.map(({ at, node, level, line }) => ({
      pipeline_id: pipelineId,
      at,
      node: node ?? null,
      level,
      line,
    }))
    await this.db.insertInto('logs').values(rows).execute()
    await this.db
      .deleteFrom('logs')
      .where('pipeline_id', '=', pipelineId)
      .where('id', 'not in', (e) =>
        e
          .selectFrom('logs')
          .select('id')
          .where('pipeline_id', '=', pipelineId)
          .orderBy('id', 'desc')
          .limit(MOST_LOG_LINES),
      )
      .execute()
  }

  /** The newest lines after a number, oldest first. */
  async logs(pipelineId: string, after: number, limit: number): Promise<LogLine[]> {
    const rows = await this.db
      .selectFrom('logs')
      .select(['id', 'at', 'node', 'level', 'line'])
      .where('pipeline_id', '=', pipelineId)
      .where('id', '>', after)
      .orderBy('id', 'desc')
      .limit(limit)
      .execute()
    return rows.reverse()
  }
}
