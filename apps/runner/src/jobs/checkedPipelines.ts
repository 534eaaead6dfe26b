import type { Plan } from '@millrace/algebra'
import type { Diagnostic, Json } from '@millrace/language'
import { catalogue } from '@millrace/operators'
import { build, type PipelineDocument, parseDocument } from '@millrace/pipeline'
import { Problem } from '../problem.ts'
import type { PipelineStore } from '../storage/pipelines.ts'

/** A document without errors, and its plan. */
export interface CheckedPipeline {
  document: PipelineDocument
  plan: Plan
}

/** What a version of a pipeline becomes; without a plan there are errors. */
export interface BuiltPipeline {
  checked?: CheckedPipeline
  problems: Diagnostic[]
}

/** Builds the stored versions of pipelines. */
export class CheckedPipelines {
  private readonly pipelines: PipelineStore
  constructor(pipelines: PipelineStore) {
    this.pipelines = pipelines
  }

  async build(id: string, version: number): Promise<BuiltPipeline> {
    const { document, problems } = parseDocument(await this.pipelines.document(id, version))
    if (!document) return { problems }
    const built = build(document, catalogue)
    return { problems: built.problems, ...(built.plan && { checked: { document, plan: built.plan } }) }
  }

  /** Throws when there are errors. */
  async get(id: string, version: number): Promise<CheckedPipeline> {
    const { checked, problems } = await this.build(id, version)
    if (checked) return checked
    const errors = problems.filter(({ severity }) => severity === 'error')
    const count = `${errors.length} ${errors.length === 1 ? 'error' : 'errors'}`
    throw new Problem('not-valid', `Version ${version} has ${count}.`, {
      hint: errors[0]?.message ?? 'The problems name them.',
      problems,
    })
  }
}

/** Names of the connections that a plan uses. */
export function connectionsOf(plan: Plan): string[] {
  const names = plan.nodes.flatMap(({ op }) => {
    const { connection } = ('table' in op ? op.table.options : {}) as { connection?: Json }
    return typeof connection === 'string' ? [connection] : []
  })
  return [...new Set(names)]
}
