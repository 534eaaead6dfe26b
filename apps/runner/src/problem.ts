import type { Diagnostic } from '@millrace/language'

/** What a request can ask for in vain: a code for programs, a sentence and a remedy for people. */
export type ProblemCode =
  | 'not-found'
  | 'version-conflict'
  | 'not-valid'
  | 'not-running'
  | 'in-use'
  | 'not-reachable'
  | 'limit'
  | 'path'

type ProblemDetails = Readonly<Record<string, string | number | boolean>>

/** Ends a request with a message for the user; anything else that is thrown is our own mistake and is not shown. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly hint: string | undefined
  /** More for programs, such as the version that a save conflicts with. */
  readonly details: ProblemDetails | undefined
  /** What is wrong with a document. */
  readonly problems: readonly Diagnostic[] | undefined

  constructor(
    code: ProblemCode,
    message: string,
    more: { hint?: string; details?: ProblemDetails; problems?: readonly Diagnostic[] } = {},
  ) {
    super(message)
    this.code = code
    this.hint = more.hint
    this.details = more.details
    this.problems = more.problems
  }
}
