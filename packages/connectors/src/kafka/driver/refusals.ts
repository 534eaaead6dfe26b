import { type KafkaError, NotAuthorized, ProducerSessionLost, RequestRefused } from './errors.ts'
import {
  errorName,
  isCoordinatorBusy,
  isNotAuthorized,
  isPassing,
  isSessionLost,
  isStaleMetadata,
} from './protocol/errorCodes.ts'

/** An error code of the broker as one of our errors. `doing` completes "Kafka refused to …". */
export function refusal(code: number, doing: string, detail?: string | null): KafkaError {
  const name = errorName(code)
  if (isNotAuthorized(code)) {
    return new NotAuthorized(`This user may not ${doing}: ${name}. Ask the cluster's owner for the right.`)
  }
  if (isSessionLost(code)) {
    return new ProducerSessionLost(`Kafka refused to ${doing}: ${name}. The producer session has to start anew.`)
  }
  const retryable = isStaleMetadata(code) || isPassing(code) || isCoordinatorBusy(code)
  return new RequestRefused({ doing, code, retryable, ...(detail ? { detail } : {}) })
}

/** Throws unless the code says that all went well. */
export function expectAccepted(code: number, doing: string, detail?: string | null): void {
  if (code !== 0) throw refusal(code, doing, detail)
}
