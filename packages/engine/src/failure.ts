/** Ends a job: what happened, on which node of the document, and whether trying again can help. */
export class JobFailure extends Error {
  readonly node: string
  readonly retryable: boolean
  readonly hint: string | undefined
  constructor(node: string, message: string, more: { retryable?: boolean; hint?: string; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause })
    this.node = node
    this.retryable = more.retryable ?? false
    this.hint = more.hint
  }
}
