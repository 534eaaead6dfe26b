import { retry } from './backoff.ts'
import type { Cluster } from './cluster.ts'
import { RequestRefused } from './errors.ts'
import { CODE } from './protocol/errorCodes.ts'
import {
  addPartitionsToTransaction,
  endTransaction,
  initProducerId,
  type ProducerIdentity,
} from './protocol/transactions.ts'
import { expectAccepted } from './refusals.ts'

/**
 * The coordinator needs a few milliseconds to finish a transaction after it has acknowledged its end, and refuses
 * everything meanwhile. Waiting as long as for a broken connection would cost most of the throughput.
 */
const COORDINATOR_RETRY = { firstMs: 5, mostMs: 200 }

/** A producer session that is idempotent only. */
export async function startSession(cluster: Cluster, deadline: number): Promise<ProducerIdentity> {
  return retry(
    async () => {
      const session = await cluster.sendToAny(initProducerId(null, 0))
      expectAccepted(session.errorCode, 'start a producer session')
      return session
    },
    { firstMs: 50, mostMs: 1_000, deadline },
  )
}

/** What the coordinator of one transactional id does for it. */
export class Transactions {
  readonly #cluster: Cluster
  readonly #transactionalId: string
  readonly #timeoutMs: number

  constructor(cluster: Cluster, transactionalId: string, timeoutMs: number) {
    this.#cluster = cluster
    this.#transactionalId = transactionalId
    this.#timeoutMs = timeoutMs
  }

  /**
   * A new session under the id. When it is there, every transaction of earlier sessions is finished one way or the
   * other, and earlier sessions can write no more.
   */
  start(deadline: number): Promise<ProducerIdentity> {
    const request = initProducerId(this.#transactionalId, this.#timeoutMs)
    const start = async () => {
      const session = await this.#cluster.sendToCoordinator({ transactionalId: this.#transactionalId }, request)
      this.#expectAccepted(session.errorCode, 'start a session')
      return session
    }
    // A session whose answer was lost is simply followed by another one.
    return retry(start, { ...COORDINATOR_RETRY, deadline })
  }

  /** Begins a transaction, or widens the one that is open. */
  async addPartitions(
    session: ProducerIdentity,
    partitions: readonly { topic: string; partition: number }[],
    deadline: number,
  ): Promise<void> {
    const request = addPartitionsToTransaction(this.#transactionalId, session, partitions)
    await this.#ask(deadline, async () => {
      const answer = await this.#cluster.sendToCoordinator({ transactionalId: this.#transactionalId }, request)
      // All or none are added: beside the partition at fault the others read "not attempted", which tells nothing.
      const atFault = answer.partitions.filter(
        ({ errorCode }) => errorCode !== CODE.none && errorCode !== CODE.notAttempted,
      )
      for (const { topic, errorCode } of atFault) this.#expectAccepted(errorCode, `write to topic "${topic}"`)
    })
  }

  async commit(session: ProducerIdentity, deadline: number): Promise<void> {
    const request = endTransaction(this.#transactionalId, session, true)
    await this.#ask(deadline, async () => {
      const { errorCode } = await this.#cluster.sendToCoordinator({ transactionalId: this.#transactionalId }, request)
      this.#expectAccepted(errorCode, 'commit')
    })
  }

  /** After a lost answer nothing is certain, so only a coordinator that says it is busy or elsewhere is asked again. */
  #ask<T>(deadline: number, task: () => Promise<T>): Promise<T> {
    return retry(task, { ...COORDINATOR_RETRY, deadline, worthwhile: isBusy })
  }

  #expectAccepted(code: number, doing: string): void {
    if (code === CODE.notCoordinator || code === CODE.coordinatorNotAvailable) this.#cluster.forgetCoordinators()
    expectAccepted(code, `${doing} as transactional id "${this.#transactionalId}"`)
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof RequestRefused && error.retryable
}
