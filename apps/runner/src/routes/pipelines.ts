import { catalogue } from '@millrace/operators'
import { build, parseDocument } from '@millrace/pipeline'
import * as z from 'zod'
import { type CheckedDocument, describeDocument } from '../catalogue/describeDocument.ts'
import type { JobStatus } from '../jobs/status.ts'
import type { SupervisedJob } from '../jobs/supervisedJob.ts'
import type { Services } from '../services.ts'
import type { StoredPipeline } from '../storage/pipelines.ts'
import { templateIds, templateOf } from '../templates/templates.ts'
import { checkDocument, document, pipelineId, pipelineName, version } from './inputs.ts'
import { procedure, router } from './trpc.ts'

/** A line of the list of pipelines. */
export interface PipelineSummary extends StoredPipeline {
  /** Null when it was never deployed. */
  job: JobStatus | null
  /** Rows that all sources give. */
  rowsPerSecond: number
  /** Of the source that is behind most. */
  lagMs: number | null
  /** Rows a second over the last ten minutes. */
  sparkline: number[]
  /** Errors of the newest version. */
  errors: number
}

const SPARKLINE_POINTS = 60

export const pipelineRoutes = router({
  list: procedure('view').query(async ({ ctx: { services } }): Promise<PipelineSummary[]> => {
    const pipelines = await services.pipelines.list()
    return Promise.all(pipelines.map((pipeline) => summaryOf(services, pipeline)))
  }),

  /** The newest version. */
  get: procedure('view')
    .input(z.strictObject({ id: pipelineId }))
    .query(async ({ ctx: { services }, input: { id } }) => {
      const pipeline = await services.pipelines.get(id)
      const stored = await services.pipelines.document(id, pipeline.version)
      return { ...pipeline, document: stored, job: services.jobs.find(id)?.status ?? null }
    }),

  /** A new one, of a document (an exported one too) or of a template, under its title or another name. */
  create: procedure('edit')
    .input(
      z.union([
        z.strictObject({ document }),
        z.strictObject({ template: z.enum(templateIds), name: pipelineName.optional() }),
      ]),
    )
    .mutation(({ ctx, input }) =>
      ctx.services.pipelines.create(
        'template' in input ? templateOf(input.template, input.name) : checkDocument(input.document),
      ),
    ),

  /** All problems of a document, with place and remedy, and what flows at each of its ports. Sent as a mutation for its size only. */
  check: procedure('view')
    .input(z.strictObject({ document }))
    .mutation(({ input }): CheckedDocument => describeDocument(input.document)),

  /** A version as a file. It names connections and never holds what is secret. */
  export: procedure('view')
    .input(z.strictObject({ id: pipelineId, version: version.optional() }))
    .query(async ({ ctx: { services }, input }) => {
      const { name, version: newest } = await services.pipelines.get(input.id)
      const stored = await services.pipelines.document(input.id, input.version ?? newest)
      return { fileName: fileNameOf(name), text: `${JSON.stringify(stored, null, 2)}\n` }
    }),

  /** Adds a version on top of `baseVersion`; a conflict answers with the problem `version-conflict` and the newest version. */
  save: procedure('edit')
    .input(z.strictObject({ id: pipelineId, baseVersion: version, document }))
    .mutation(({ ctx, input: { id, baseVersion, document } }) =>
      ctx.services.pipelines.save(id, baseVersion, checkDocument(document)),
    ),

  rename: procedure('edit')
    .input(z.strictObject({ id: pipelineId, name: pipelineName }))
    .mutation(({ ctx, input: { id, name } }) => ctx.services.pipelines.rename(id, name)),

  duplicate: procedure('edit')
    .input(z.strictObject({ id: pipelineId, name: pipelineName }))
    .mutation(({ ctx, input: { id, name } }) => ctx.services.pipelines.duplicate(id, name)),

  /** Stops its job with a checkpoint and takes it off the list; `restore` brings it back for a month. */
  remove: procedure('edit')
    .input(z.strictObject({ id: pipelineId }))
    .mutation(async ({ ctx: { services }, input: { id } }) => {
      await services.pipelines.get(id)
      await services.jobs.retire(id)
      await services.pipelines.remove(id)
      return null
    }),

  restore: procedure('edit')
    .input(z.strictObject({ id: pipelineId }))
    .mutation(async ({ ctx: { services }, input: { id } }) => {
      const restored = await services.pipelines.restore(id)
      await services.jobs.remember(id)
      return restored
    }),

  /** Newest first; `deployed` marks the one that runs, or ran last. */
  versions: procedure('view')
    .input(z.strictObject({ id: pipelineId }))
    .query(async ({ ctx: { services }, input: { id } }) => {
      const deployed = services.jobs.find(id)?.status.version
      const versions = await services.pipelines.versions(id)
      return versions.map((stored) => ({ ...stored, deployed: stored.version === deployed }))
    }),

  version: procedure('view')
    .input(z.strictObject({ id: pipelineId, version }))
    .query(async ({ ctx: { services }, input: { id, version } }) => {
      await services.pipelines.get(id)
      return { version, document: await services.pipelines.document(id, version) }
    }),
})

/** Letters, digits and dashes of a name. */
function fileNameOf(name: string): string {
  const plain = name.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '')
  return `${plain || 'pipeline'}.json`
}

async function summaryOf(services: Services, pipeline: StoredPipeline): Promise<PipelineSummary> {
  const job = services.jobs.find(pipeline.id)
  return {
    ...pipeline,
    job: job?.status ?? null,
    ...ratesOf(job),
    errors: await errorsOf(services, pipeline),
  }
}

function ratesOf(job: SupervisedJob | undefined): Pick<PipelineSummary, 'rowsPerSecond' | 'lagMs' | 'sparkline'> {
  const nodes = Object.entries(job?.numbers?.nodes ?? {}).filter(([, { held }]) => held !== null)
  const running = job?.status.state === 'running'
  const lags = nodes.flatMap(([, { lagMs }]) => lagMs ?? [])
  return {
    rowsPerSecond: running ? nodes.reduce((sum, [, { outPerSecond }]) => sum + outPerSecond, 0) : 0,
    lagMs: running && lags.length > 0 ? Math.max(...lags) : null,
    sparkline:
      job?.series.sparkline(
        nodes.map(([node]) => node),
        SPARKLINE_POINTS,
      ) ?? [],
  }
}

/** Errors of versions that were looked at already; a version never changes. */
const known = new Map<string, number>()
const MOST_KNOWN = 5000

async function errorsOf({ pipelines }: Services, { id, version }: StoredPipeline): Promise<number> {
  const key = `${id} ${version}`
  const found = known.get(key)
  if (found !== undefined) return found
  const { document, problems } = parseDocument(await pipelines.document(id, version))
  const all = document ? build(document, catalogue).problems : problems
  const errors = all.filter(({ severity }) => severity === 'error').length
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(key, errors)
  return errors
}
