import { retry } from './backoff.ts'
import { monotonicMs } from './clock.ts'
import type { Cluster } from './cluster.ts'
import { offsetCommit } from './protocol/offsetCommit.ts'
import { expectAccepted } from './refusals.ts'

/** A checkpoint follows soon and publishes newer positions, so this does not try for long. */
const PATIENCE_MS = 5_000

/** Shows positions as the offsets of a consumer group, where lag monitors look. The group must have no members. */
export async function publishOffsets(
  cluster: Cluster,
  { group, topic, positions }: { group: string; topic: string; positions: ReadonlyMap<number, number> },
): Promise<void> {
  if (positions.size === 0) return
  const commit = async () => {
    const { partitions } = await cluster.sendToCoordinator({ group }, offsetCommit(group, topic, positions))
    for (const { partition, errorCode } of partitions) {
      if (errorCode !== 0) cluster.forgetCoordinators()
      expectAccepted(errorCode, `publish the offset of partition ${partition} of topic "${topic}" for group "${group}"`)
    }
  }
  await retry(commit, { firstMs: 20, mostMs: 500, deadline: monotonicMs() + PATIENCE_MS })
}
