/** What property tests of operators share: an operator as a plan, every way to run it, and histories of rows. */
import type { ExampleInput, OperatorDefinition, Plan } from '@millrace/algebra'
import { type Change, interpretPlan } from '@millrace/algebra/reference'
import type { Json } from '@millrace/language'
import { catalogue } from '@millrace/operators'
import { build, type PipelineInput, parseDocument } from '@millrace/pipeline'
import { runPlan } from './runPlan.ts'
import { exampleDocument } from './testOperator.ts'
import { documentOf, type Vector } from './vectors.ts'

/** How often a property is tried; `MILLRACE_RUNS` for more. */
export const RUNS = Number(process.env.MILLRACE_RUNS ?? 100)

/** A source, an operator and a sink at one of its ports as a plan. The source is `given-in`, the operator `it`. */
export function planOfOperator(type: string, config: Json, given: Omit<ExampleInput, 'rows'>, port = 'out'): Plan {
  const operator = catalogue.find((definition) => definition.type === type) as OperatorDefinition
  const example = { title: '', config, given: { in: { ...given, rows: [] } }, expect: { [port]: [] } }
  return planOfDocument(exampleDocument(operator, example))
}

/** Operators behind each other as a plan, written like those of a recorded vector. */
export function planOfPipeline({ tables, pipeline }: Pick<Vector, 'tables' | 'pipeline'>): Plan {
  return planOfDocument(documentOf({ name: 'pipeline', tables, pipeline }))
}

function planOfDocument(input: PipelineInput): Plan {
  const { document, problems } = parseDocument(input)
  const built = document && build(document, catalogue)
  if (!built?.plan) throw new Error(JSON.stringify([...problems, ...(built?.problems ?? [])], null, 1))
  return built.plan
}

/** What leaves the port `out` of the operator of such a plan, by the reference interpreter and by the engine in several ways. */
export async function everyWay(
  plan: Plan,
  rows: readonly Change[],
  restoreAfter: readonly number[],
  port = 'it.out',
): Promise<{ reference: readonly Change[]; engine: Readonly<Record<string, readonly Change[]>> }> {
  const inputs = { 'given-in': rows }
  const at = plan.ports[port]!
  const out = (outputs: ReadonlyMap<string, readonly Change[]>) => outputs.get(`${at.node}.${at.port}`) ?? []
  return {
    reference: out(interpretPlan(plan, inputs)),
    engine: {
      'whole batches': out(await runPlan(plan, inputs)),
      'batches of 3': out(await runPlan(plan, inputs, { batchRows: 3 })),
      [`restored after ${restoreAfter.join(', ')}`]: out(await runPlan(plan, inputs, { batchRows: 2, restoreAfter })),
    },
  }
}
