import type { LookupRequests } from '@millrace/algebra'
import { formatDuration } from '@millrace/language'
import type { LookupService } from '../../source/lookupService.ts'
import type { Answer, Failure } from './answer.ts'

interface Abort {
  readonly signal: AbortSignal
  abort(): void
}
const { AbortController } = globalThis as unknown as { AbortController: new () => Abort }

interface Request {
  readonly answers: readonly Answer[]
  readonly abort: Abort
  /** When its first attempt began. */
  begunAt: number
  attempts: number
  /** When the next attempt is due; infinite while one is under way. */
  retryAt: number
}

/**
 * Asks a service: so many requests at once, each with some attempts and a time for all of them.
 *
 * An answer is taken when it comes, and the next request begins at once. Deadlines and retries are looked at in `check`, so no timer is
 * needed; whoever waits must call it now and then.
 */
export class Requests {
  private readonly service: LookupService
  private readonly limits: LookupRequests
  private readonly monotonic: () => number
  /** Sees each answer as it comes. */
  private readonly done: (answer: Answer) => void
  private readonly queue: Request[] = []
  private readonly underWay = new Set<Request>()
  private arrival = Promise.withResolvers<void>()
  private closed = false

  constructor(
    service: LookupService,
    limits: LookupRequests,
    { monotonic, done }: { monotonic: () => number; done: (answer: Answer) => void },
  ) {
    this.service = service
    this.limits = limits
    this.monotonic = monotonic
    this.done = done
  }

  /** Whether all requests that may be under way are. */
  get full(): boolean {
    return this.underWay.size >= this.limits.capacity
  }

  /** Resolves when the next answer has come. */
  get next(): Promise<void> {
    return this.arrival.promise
  }

  ask(answers: readonly Answer[]): void {
    const { keysPerRequest } = this.service
    for (let from = 0; from < answers.length; from += keysPerRequest) {
      this.queue.push({
        answers: answers.slice(from, from + keysPerRequest),
        abort: new AbortController(),
        begunAt: 0,
        attempts: 0,
        retryAt: Number.POSITIVE_INFINITY,
      })
    }
    this.fill()
  }

  private fill(): void {
    while (this.queue.length > 0 && !this.full && !this.closed) {
      const request = this.queue.shift()!
      this.underWay.add(request)
      request.begunAt = this.monotonic()
      this.attempt(request)
    }
  }

  private attempt(request: Request): void {
    request.attempts++
    request.retryAt = Number.POSITIVE_INFINITY
    this.lookup(request).then(
      (rows) => this.take(request, rows),
      (problem: unknown) => this.missed(request, problem),
    )
  }

  /** The answer of the service, or its problem, however it is told. */
  private async lookup({ answers, abort }: Request): Promise<Awaited<ReturnType<LookupService['lookup']>>> {
    const keys = answers.map(({ key }) => key)
    const rows = await this.service.lookup(keys, abort.signal)
    if (rows.length !== keys.length)
      throw Object.assign(new Error(`The service answered ${rows.length} of ${keys.length} keys.`), {
        retryable: false,
      })
    return rows
  }

  private take(request: Request, rows: readonly (Answer['rows'] & object)[]): void {
    if (!this.underWay.has(request)) return
    for (const [i, answer] of request.answers.entries()) answer.rows = rows[i]!
    this.end(request)
  }

  private missed(request: Request, problem: unknown): void {
    if (!this.underWay.has(request)) return
    const { attempts, retryDelay } = this.limits
    const retryable = (problem as { retryable?: boolean } | null)?.retryable ?? true
    if (retryable && request.attempts < attempts) {
      request.retryAt = this.monotonic() + retryDelay
      return
    }
    const message = problem instanceof Error ? problem.message : String(problem)
    this.fail(request, { message, retryable, cause: problem })
  }

  private fail(request: Request, failure: Failure): void {
    for (const answer of request.answers) answer.failure = failure
    this.end(request)
  }

  private end(request: Request): void {
    this.underWay.delete(request)
    for (const answer of request.answers) this.done(answer)
    this.fill()
    this.arrival.resolve()
    this.arrival = Promise.withResolvers<void>()
  }

  /** Ends requests that take too long, and begins attempts that are due. */
  check(): void {
    const now = this.monotonic()
    const { timeout } = this.limits
    for (const request of [...this.underWay]) {
      if (now - request.begunAt >= timeout) {
        request.abort.abort()
        this.fail(request, { message: `There was no answer within ${formatDuration(timeout)}.`, retryable: true })
      } else if (now >= request.retryAt) this.attempt(request)
    }
  }

  /** Gives up all requests. */
  close(): void {
    this.closed = true
    this.queue.length = 0
    for (const { abort } of this.underWay) abort.abort()
    this.underWay.clear()
  }
}
