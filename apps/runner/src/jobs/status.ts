import type { Deployment, RunRecord } from '../storage/runs.ts'

/** What a job is doing. */
export type JobState = 'starting' | 'running' | 'stopping' | 'restarting' | 'stopped' | 'finished' | 'failed'

export interface JobFailureInfo {
  /** Node of the document that it happened on. */
  node: string | null
  message: string
  hint: string | null
  /** Milliseconds since 1970. */
  at: number
}

/** The present of a deployed pipeline. */
export interface JobStatus {
  state: JobState
  /** Version of the document that is deployed. */
  version: number
  deployedAt: number
  /** Since when it is in this state. */
  since: number
  restarts: number
  /** When the next start is tried, while it is restarting. */
  restartAt: number | null
  /** The last thing that went wrong in this run. */
  failure: JobFailureInfo | null
}

export const statusOfNew = (version: number, at: number): JobStatus => ({
  state: 'stopped',
  version,
  deployedAt: at,
  since: at,
  restarts: 0,
  restartAt: null,
  failure: null,
})

/** How a job stands that ran before this runner started. */
export function statusAfter({ version, deployedAt }: Deployment, last: RunRecord | undefined): JobStatus {
  const status = statusOfNew(version, deployedAt)
  if (!last) return status
  const state = last.outcome === 'finished' || last.outcome === 'failed' ? last.outcome : 'stopped'
  const failed = state === 'failed' ? last.events.findLast(({ kind }) => kind === 'failed') : undefined
  return {
    ...status,
    state,
    since: last.endedAt ?? deployedAt,
    restarts: last.restarts,
    failure: failed ? { node: failed.node, message: failed.message, hint: null, at: failed.at } : null,
  }
}

/** States in which data flows, or will again without anybody asking. */
export const isActive = (state: JobState) =>
  state === 'starting' || state === 'running' || state === 'stopping' || state === 'restarting'
