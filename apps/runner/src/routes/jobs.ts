import { relationAt } from '@millrace/algebra'
import { formatType, type Json } from '@millrace/language'
import * as z from 'zod'
import { CheckedPipelines } from '../jobs/checkedPipelines.ts'
import type { LiveNumbers } from '../jobs/live.ts'
import type { CheckpointRecord, StateEntry, StateTableInfo } from '../jobs/protocol.ts'
import type { Series } from '../jobs/series.ts'
import type { JobStatus } from '../jobs/status.ts'
import type { SupervisedJob } from '../jobs/supervisedJob.ts'
import { Problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { nodeId, pipelineId, portId, taskId, version } from './inputs.ts'
import { latest } from './latest.ts'
import { procedure, router } from './trpc.ts'

/** How a job is, as often as it changes. */
export interface LiveJob {
  /** Null when the pipeline was never deployed. */
  status: JobStatus | null
  /** Null before the first numbers of a run. */
  numbers: LiveNumbers | null
  /** The newest one. */
  checkpoint: CheckpointRecord | null
}

/** Rows as they passed a port; a sample where there are many. */
export interface LiveRows {
  columns: { name: string; type: string }[]
  /** Those that are new since the last message, oldest first. */
  rows: { kind: '+I' | '-U' | '+U' | '-D'; values: { [field: string]: Json } }[]
}

const ofPipeline = z.strictObject({ pipelineId })
const json = z.json() as z.ZodType<Json>

const stateRoutes = router({
  /** What the nodes of the running job keep, or one of them. */
  tables: procedure('run')
    .input(z.strictObject({ pipelineId, node: nodeId }))
    .query(
      ({ ctx, input }): Promise<StateTableInfo[]> =>
        running(ctx.services, input.pipelineId, (job) => job.ask({ about: 'state-tables', node: input.node })),
    ),

  scan: procedure('run')
    .input(
      z.strictObject({
        pipelineId,
        task: taskId,
        table: z.string().max(200),
        from: z.int().min(0).default(0),
        limit: z.int().min(1).max(500).default(100),
      }),
    )
    .query(
      ({ ctx, input: { pipelineId, ...at } }): Promise<StateEntry[]> =>
        running(ctx.services, pipelineId, (job) => job.ask({ about: 'state-scan', ...at })),
    ),

  /** The value of one key, given as `scan` shows keys; null when it is not there. */
  lookup: procedure('run')
    .input(z.strictObject({ pipelineId, task: taskId, table: z.string().max(200), key: json }))
    .query(
      ({ ctx, input: { pipelineId, ...at } }): Promise<StateEntry | null> =>
        running(ctx.services, pipelineId, (job) => job.ask({ about: 'state-lookup', ...at })),
    ),
})

export const jobRoutes = router({
  /** What a deployment would do, without doing it. */
  plan: procedure('view')
    .input(z.strictObject({ pipelineId, version }))
    .query(async ({ ctx: { services }, input }) => {
      await services.pipelines.get(input.pipelineId)
      return services.jobs.plan(input.pipelineId, input.version)
    }),

  /** Runs a version in place of what ran before. State goes over where it fits; with `fresh` everything begins anew. */
  deploy: procedure('run')
    .input(z.strictObject({ pipelineId, version, fresh: z.boolean().default(false) }))
    .mutation(async ({ ctx: { services }, input }) => {
      await services.pipelines.get(input.pipelineId)
      return services.jobs.deploy(input.pipelineId, input.version, input.fresh)
    }),

  /** Stops with a checkpoint; deploying again goes on from it. */
  stop: procedure('run')
    .input(ofPipeline)
    .mutation(async ({ ctx: { services }, input }) => {
      await services.jobs.stop(input.pipelineId)
      return null
    }),

  get: procedure('view')
    .input(ofPipeline)
    .query(async ({ ctx: { services }, input }) => {
      await services.pipelines.get(input.pipelineId)
      const job = services.jobs.find(input.pipelineId)
      return { ...(job ? liveOf(job) : NEVER_DEPLOYED), checkpoints: job?.checkpoints ?? [] }
    }),

  /** Runs, newest first, each with its events. */
  history: procedure('view')
    .input(z.strictObject({ pipelineId, limit: z.int().min(1).max(200).default(20) }))
    .query(({ ctx, input }) => ctx.services.jobs.history(input.pipelineId, input.limit)),

  /** What the job said: lines after a number, the newest ones, oldest first. */
  logs: procedure('view')
    .input(
      z.strictObject({
        pipelineId,
        after: z.int().min(0).default(0),
        limit: z.int().min(1).max(1000).default(200),
      }),
    )
    .query(({ ctx, input }) => ctx.services.runs.logs(input.pipelineId, input.after, input.limit)),

  /** The numbers of the last ten minutes, one point a second. */
  series: procedure('view')
    .input(ofPipeline)
    .query(
      ({ ctx, input }): Series =>
        ctx.services.jobs.find(input.pipelineId)?.series.read() ?? { at: [], ports: {}, nodes: {} },
    ),

  state: stateRoutes,

  /** Status and numbers: the present first, then at most four times a second. */
  live: procedure('view')
    .input(ofPipeline)
    .subscription(async function* ({ ctx: { services, socket }, input, signal }) {
      await services.pipelines.get(input.pipelineId)
      if (!services.jobs.find(input.pipelineId)) yield NEVER_DEPLOYED
      const job = await services.jobs.whenDeployed(input.pipelineId, signal!)
      if (job) yield* latest(job.news, (): LiveJob => liveOf(job), { socket, signal: signal! })
    }),

  /** Rows that pass a port of the deployed version, while somebody looks: the last ones first, then new ones. */
  rows: procedure('run')
    .input(z.strictObject({ pipelineId, port: portId }))
    .subscription(async function* ({ ctx: { services, socket }, input, signal }) {
      await services.pipelines.get(input.pipelineId)
      const job = await services.jobs.whenDeployed(input.pipelineId, signal!)
      if (!job) return
      const watch = job.watch(input.port)
      let seen = 0
      let told = false
      try {
        yield* latest(
          job.news,
          async (): Promise<LiveRows | undefined> => {
            const now = watch.rows()
            const fresh = now.rows.slice(Math.max(0, now.rows.length - (now.seen - seen)))
            seen = now.seen
            if (fresh.length === 0 && told) return undefined
            told = true
            return { columns: await columnsAt(services, input.pipelineId, job, input.port), rows: fresh.map(readRow) }
          },
          { socket, signal: signal! },
        )
      } finally {
        watch.leave()
      }
    }),
})

const NEVER_DEPLOYED: LiveJob = { status: null, numbers: null, checkpoint: null }

const liveOf = ({ status, numbers, checkpoints }: SupervisedJob): LiveJob => ({
  status,
  numbers: numbers ?? null,
  checkpoint: checkpoints.at(-1) ?? null,
})

async function deployed(services: Services, pipelineId: string): Promise<SupervisedJob> {
  await services.pipelines.get(pipelineId)
  const job = services.jobs.find(pipelineId)
  if (job) return job
  throw new Problem('not-running', 'This pipeline was never deployed.', { hint: 'Deploy it first.' })
}

async function running<T>(
  services: Services,
  pipelineId: string,
  ask: (job: SupervisedJob) => Promise<T> | undefined,
): Promise<T> {
  const asked = ask(await deployed(services, pipelineId))
  if (asked) return asked
  throw new Problem('not-running', 'State can be looked at while the pipeline runs.', { hint: 'Deploy it first.' })
}

async function columnsAt(services: Services, id: string, { status }: SupervisedJob, port: string) {
  const { plan } = await new CheckedPipelines(services.pipelines).get(id, status.version)
  const at = Object.hasOwn(plan.ports, port) ? plan.ports[port] : undefined
  if (!at) throw new Problem('not-found', `The deployed version has no port \`${port}\`.`)
  return relationAt(plan, at).row.map(({ name, type }) => ({ name, type: formatType(type) }))
}

const readRow = ({ kind, row }: { kind: LiveRows['rows'][number]['kind']; row: string }) => ({
  kind,
  values: JSON.parse(row) as { [field: string]: Json },
})
