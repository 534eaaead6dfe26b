import type { NumberState, TablePage } from '@millrace/connectors'
import type { Json } from '@millrace/language'
import * as z from 'zod'
import { Unanswered } from '../jobs/jobThread.ts'
import { Problem } from '../problem.ts'
import { nodeId, pipelineId } from './inputs.ts'
import { EVERY_MS, latest } from './latest.ts'
import { procedure, router } from './trpc.ts'

const query = {
  from: z.int().min(0).default(0),
  limit: z.int().min(1).max(500).default(100),
  /** Rows of which a value contains this text. */
  search: z.string().min(1).max(200).optional(),
  /** Rows whose fields have exactly these values: by key, for one. */
  where: z.record(z.string().max(200), z.json() as z.ZodType<Json>).optional(),
  orderBy: z.strictObject({ field: z.string().max(200), descending: z.boolean().default(false) }).optional(),
  newestFirst: z.boolean().default(false),
}
const ofTable = z.strictObject({ pipelineId, node: nodeId, ...query })
const ofNumber = z.strictObject({ pipelineId, node: nodeId })

/** A page takes this share of the time, so that a large table costs its job little; but nobody waits longer for the next one. */
const SHARE = 0.05
const SLOWEST_MS = 2000

type Query = Omit<z.output<typeof ofTable>, 'pipelineId' | 'node'>

/** Without the settings that are absent. */
const queryOf = ({ from, limit, newestFirst, search, where, orderBy }: Query) => ({
  from,
  limit,
  newestFirst,
  ...(search !== undefined && { search }),
  ...(where !== undefined && { where }),
  ...(orderBy !== undefined && { orderBy }),
})

export const tableRoutes = router({
  /** A page of a table; of the last checkpoint when the job does not run. */
  rows: procedure('run')
    .input(ofTable)
    .query(
      ({ ctx, input: { pipelineId, node, ...rest } }): Promise<TablePage> =>
        ctx.services.jobs.table(pipelineId, node, queryOf(rest)),
    ),

  /** The page as it changes. */
  live: procedure('run')
    .input(ofTable)
    .subscription(async function* ({ ctx: { services, socket }, input, signal }) {
      const { pipelineId, node, ...rest } = input
      const job = await services.jobs.whenDeployed(pipelineId, signal!)
      if (!job) return
      let shown: string | undefined
      let tookMs = 0
      const read = async (): Promise<TablePage | undefined> => {
        const begun = performance.now()
        const page = await services.jobs.table(pipelineId, node, queryOf(rest)).catch((problem) => {
          // While a job starts, and between two runs, nobody answers; there will be news when somebody does.
          if (problem instanceof Unanswered || (problem instanceof Problem && problem.code === 'not-found'))
            return undefined
          throw problem
        })
        tookMs = performance.now() - begun
        const key = page && `${job.status.deployedAt} ${page.version}`
        if (key === shown) return undefined
        shown = key
        return page
      }
      const everyMs = () => Math.min(SLOWEST_MS, Math.max(EVERY_MS, tookMs / SHARE))
      yield* latest(job.news, read, { socket, signal: signal!, everyMs })
    }),
})

export const numberRoutes = router({
  get: procedure('run')
    .input(ofNumber)
    .query(({ ctx, input }): NumberState => ctx.services.jobs.bigNumber(input.pipelineId, input.node)),

  /** A big number as it changes. */
  live: procedure('run')
    .input(ofNumber)
    .subscription(async function* ({ ctx: { services, socket }, input, signal }) {
      const job = await services.jobs.whenDeployed(input.pipelineId, signal!)
      if (!job) return
      let last: string | undefined
      const read = (): NumberState | undefined => {
        const number =
          job.bigNumbers.get(input.node) ??
          (job.active ? undefined : services.jobs.findBigNumber(input.pipelineId, input.node))
        const key = number && `${job.status.deployedAt} ${number.version}`
        if (key === last) return undefined
        last = key
        return number
      }
      yield* latest(job.news, read, { socket, signal: signal! })
    }),
})
