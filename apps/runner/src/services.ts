import type { ConnectionStore } from './connections/store.ts'
import type { Root } from './files/roots.ts'
import type { JobManager } from './jobs/jobManager.ts'
import type { Previews } from './preview/previews.ts'
import type { Sessions } from './security/sessions.ts'
import type { PipelineStore } from './storage/pipelines.ts'
import type { RunStore } from './storage/runs.ts'

/** What procedures work with. */
export interface Services {
  pipelines: PipelineStore
  runs: RunStore
  connections: ConnectionStore
  jobs: JobManager
  previews: Previews
  sessions: Sessions
  roots: readonly Root[]
  /** Milliseconds since 1970. */
  now(): number
  /** For the log of the runner: what went wrong inside. */
  trouble(detail: string): void
}
