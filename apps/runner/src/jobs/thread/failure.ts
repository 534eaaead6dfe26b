import { ConnectorProblem } from '@millrace/connectors'
import { DamagedState, JobFailure } from '@millrace/engine'
import { CheckpointProblem } from '../../checkpoints/manifest.ts'
import type { Failure } from '../protocol.ts'

/** What ended a job, told apart: what the world or the pipeline did, and what Millrace did wrong itself. */
export function failureOf(problem: unknown, redact: (text: string) => string): Failure {
  const error = problem instanceof Error ? problem : new Error(String(problem))
  const known = knownFailure(error)
  return {
    node: known?.node ?? null,
    message: redact(known ? error.message : `Millrace made a mistake: ${error.message}`),
    hint: known?.hint === undefined ? null : redact(known.hint),
    retryable: known?.retryable ?? true,
    ours: known === undefined,
    detail: redact(error.stack ?? error.message),
  }
}

function knownFailure(error: Error): { node?: string; hint?: string | undefined; retryable: boolean } | undefined {
  if (error instanceof JobFailure) {
    const { cause, node, hint, retryable } = error
    if (!(cause instanceof Error) || 'retryable' in cause) return { node, hint, retryable }
    // What a connector throws that is no problem of its own kind is a mistake in it, unless the system refused something.
    return isSystemError(cause) ? { node, retryable: true } : undefined
  }
  // The message of a connector's problem holds its hint already.
  if (error instanceof ConnectorProblem) return { retryable: error.retryable }
  if (error instanceof CheckpointProblem || error instanceof DamagedState) return { retryable: false }
  return isSystemError(error) ? { retryable: true } : undefined
}

/** A full disk, a lost file, a closed socket: it may be better in a moment. */
const isSystemError = (error: Error) => 'syscall' in error
