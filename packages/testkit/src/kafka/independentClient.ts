import { createRequire } from 'node:module'
import { Kafka, logLevel } from 'kafkajs'

interface RequestQueue {
  pending: unknown[]
  scheduleCheckPendingRequests(): void
}

const RequestQueue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue/index.js') as {
  prototype: RequestQueue
}

/** kafkajs sets a timer in the past after every answer, about which Node prints a warning. */
function silenceTimers(queue: RequestQueue): void {
  const schedule = queue.scheduleCheckPendingRequests
  queue.scheduleCheckPendingRequests = function scheduleWhenPending(this: RequestQueue) {
    if (this.pending.length > 0) schedule.call(this)
  }
}

silenceTimers(RequestQueue.prototype)

/** kafkajs as its makers meant it: what our driver writes and reads is checked with another client. */
export function independentClient(brokers: string[]): Kafka {
  return new Kafka({ brokers, logLevel: logLevel.NOTHING })
}
