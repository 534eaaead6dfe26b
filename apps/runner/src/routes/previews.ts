import { relationAt } from '@millrace/algebra'
import { type Diagnostic, formatType, type Json } from '@millrace/language'
import { parseDocument } from '@millrace/pipeline'
import * as z from 'zod'
import { connectionsOf } from '../jobs/checkedPipelines.ts'
import { boundedPlan, runnablePart } from '../preview/previewPlan.ts'
import type { PreviewFailure } from '../preview/protocol.ts'
import { Problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { document } from './inputs.ts'
import type { LiveRows } from './jobs.ts'
import { procedure, router } from './trpc.ts'

/** What flows while a pipeline is drawn. */
export interface Preview {
  /** `replaced` by a newer one of the same key; then there is nothing else in it. */
  end: 'whole' | 'cut' | 'replaced'
  /** Of the document as it is; nodes with errors, and those behind them, are left out of the run. */
  problems: Diagnostic[]
  failure: PreviewFailure | null
  /** By `node.port`: how many rows have left it, and the first of them. */
  ports: { [port: string]: { columns: LiveRows['columns']; rows: LiveRows['rows']; count: number } }
}

export const previewRoutes = router({
  /** Runs the first rows of every source through a document that may be unfinished. Sinks write nothing. */
  run: procedure('run')
    .input(
      z.strictObject({
        document,
        /** Rows of each source, about. */
        rows: z.int().min(1).max(20_000).default(1000),
        /** Whose preview it is: the id of the pipeline, say. A newer one replaces the one before. */
        key: z.string().max(100).default(''),
      }),
    )
    .mutation(
      ({ ctx: { services, session }, input }): Promise<Preview> =>
        previewOf(services, `${session.hash} ${input.key}`, input),
    ),
})

async function previewOf(
  services: Services,
  key: string,
  { document: given, rows }: { document: unknown; rows: number },
): Promise<Preview> {
  const { document, problems } = parseDocument(given)
  if (!document) return { end: 'whole', problems, failure: null, ports: {} }
  const part = runnablePart(document)
  if (!part.plan) return { end: 'whole', problems: part.problems, failure: null, ports: {} }
  const plan = boundedPlan(part.plan, rows, services.now())
  const { connections, secrets } = await services.connections.openAll(connectionsOf(plan))
  const order = { plan, rows, connections, secrets, roots: services.roots }
  const outcome = await services.previews.run(key, order)
  if (!outcome) throw new Problem('limit', 'There are too many previews at once.')
  if (outcome === 'replaced') return { end: 'replaced', problems: part.problems, failure: null, ports: {} }
  const ports = Object.entries(outcome.ports).map(([port, seen]) => {
    const columns = relationAt(plan, plan.ports[port]!).row.map(({ name, type }) => ({ name, type: formatType(type) }))
    const shown = seen.rows.map(({ kind, row }) => ({ kind, values: JSON.parse(row) as { [field: string]: Json } }))
    return [port, { columns, rows: shown, count: seen.count }]
  })
  return {
    end: outcome.cut ? 'cut' : 'whole',
    problems: part.problems,
    failure: outcome.failure,
    ports: Object.fromEntries(ports),
  }
}
