import type { Pipeline } from '@millrace/pipeline'
import { createStore, type StoreApi } from 'zustand/vanilla'

export type JobStatus = 'starting' | 'running' | 'restarting' | 'stopping' | 'stopped' | 'finished' | 'failed'

export interface Failure {
  readonly node: string | null
  readonly message: string
  readonly hint: string | null
}

/** The run of a pipeline as far as the whole page needs it; numbers are in `live`. */
export interface Run {
  /** Absent when the pipeline was never deployed. */
  readonly status?: JobStatus | undefined
  /** Milliseconds since 1970. */
  readonly since?: number | undefined
  readonly deployedAt?: number | undefined
  /** The version that was deployed, and its document once it is known. */
  readonly version?: number | undefined
  readonly deployed?: Pipeline | undefined
  readonly restarts?: number | undefined
  /** When the next start is tried, while it is restarting. */
  readonly restartAt?: number | null | undefined
  /** The last thing that went wrong in this run. */
  readonly failure?: Failure | undefined
  readonly checkpoint?:
    | { readonly epoch: number; readonly at: number; readonly bytes: number; readonly ms?: number | undefined }
    | undefined
}

export type RunStore = StoreApi<Run>

export const createRun = (): RunStore => createStore<Run>(() => ({}))

/** Whether there are live numbers to show. */
export const isRunning = ({ status }: Run): boolean =>
  status === 'running' || status === 'starting' || status === 'restarting'

/** Whether a job is there that can be stopped. */
export const isActive = (run: Run): boolean => isRunning(run) || run.status === 'stopping'

/** What is shown of a failure while it is still true: a run that goes on has left it behind. */
export const currentFailure = ({ status, failure }: Run): Failure | undefined =>
  status === 'failed' || status === 'restarting' ? failure : undefined
