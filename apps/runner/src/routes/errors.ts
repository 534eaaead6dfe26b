import { randomBytes } from 'node:crypto'
import { pathText, sentence } from '@millrace/pipeline'
import { TRPCError } from '@trpc/server'
import { ZodError } from 'zod'
import { CheckpointProblem } from '../checkpoints/manifest.ts'
import { Unanswered } from '../jobs/jobThread.ts'
import { Problem, type ProblemCode } from '../problem.ts'

const CODES: Readonly<Record<ProblemCode, TRPCError['code']>> = {
  'not-found': 'NOT_FOUND',
  'version-conflict': 'CONFLICT',
  'not-valid': 'BAD_REQUEST',
  'not-running': 'CONFLICT',
  'in-use': 'CONFLICT',
  'not-reachable': 'BAD_GATEWAY',
  limit: 'TOO_MANY_REQUESTS',
  path: 'BAD_REQUEST',
}

/** What a person reads, and what a program can act on; nothing of what went on inside. */
export interface ShownError {
  message: string
  problem: Pick<Problem, 'code' | 'hint' | 'details' | 'problems'> | null
}

/** Errors whose message is for a person, and needs no code for programs. */
const isTold = (cause: unknown): cause is Unanswered | CheckpointProblem =>
  cause instanceof Unanswered || cause instanceof CheckpointProblem

/** Errors that are somebody else's to see, with the status that fits. */
export function asTrpcError(error: TRPCError): TRPCError {
  const { cause } = error
  if (cause instanceof Problem) return new TRPCError({ code: CODES[cause.code], message: cause.message, cause })
  if (isTold(cause)) return new TRPCError({ code: 'CONFLICT', message: cause.message, cause })
  return error
}

/** The text of an error. One that is our own mistake gets a number, by which `note` finds it in the log. */
export function shownError(error: TRPCError, note: (detail: string) => void): ShownError {
  const { cause } = error
  if (cause instanceof Problem) {
    const { code, hint, details, problems } = cause
    return { message: cause.message, problem: { code, hint, details, problems } }
  }
  if (cause instanceof ZodError) return { message: requestText(cause), problem: null }
  if (isTold(cause) || (error.code !== 'INTERNAL_SERVER_ERROR' && cause === undefined))
    return { message: error.message, problem: null }
  if (error.code === 'PARSE_ERROR' || error.code === 'BAD_REQUEST')
    return { message: 'The request cannot be read.', problem: null }
  const id = randomBytes(4).toString('hex')
  note(`Error ${id}: ${(cause ?? error).stack ?? error.message}`)
  return { message: `The runner made a mistake. Its log says more under ${id}.`, problem: null }
}

function requestText({ issues }: ZodError): string {
  const [first] = issues
  const path = pathText(first!.path)
  return `${path === '' ? 'The request' : `\`${path}\``}: ${sentence(first!)}`
}
