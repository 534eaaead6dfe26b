import { Cluster } from './cluster.ts'
import { formatAddress, type KafkaConnection } from './connection.ts'
import { BrokerUnavailable, KafkaError } from './errors.ts'
import type { BrokerMetadata } from './protocol/metadata.ts'
import type { ApiVersions } from './protocol/request.ts'

export type ConnectionTest =
  | { ok: true; clusterId: string | null; brokers: BrokerReport[] }
  /** What failed and what to do about it, for the user to read. */
  | { ok: false; reason: string }

export interface BrokerReport {
  nodeId: number
  address: string
  rack: string | null
  /** Brokers do not tell their version; this is the oldest one that takes the requests this one takes. */
  release: string
}

/**
 * Logs in and reaches every broker of the cluster, not only the first.
 *
 * The usual mistake is a cluster whose brokers announce names that mean nothing here: then the first connection works
 * and every later one fails.
 */
export async function testConnection(connection: KafkaConnection): Promise<ConnectionTest> {
  let cluster: Cluster | undefined
  try {
    cluster = new Cluster(connection)
    const { brokers, clusterId } = await cluster.metadata([])
    const reports = []
    for (const broker of brokers) reports.push(await report(cluster, broker))
    return { ok: true, clusterId, brokers: reports }
  } catch (error) {
    if (error instanceof KafkaError) return { ok: false, reason: error.message }
    throw error
  } finally {
    cluster?.close()
  }
}

async function report(cluster: Cluster, broker: BrokerMetadata): Promise<BrokerReport> {
  const { nodeId, rack } = broker
  const address = formatAddress(broker)
  try {
    return { nodeId, address, rack, release: releaseOf(await cluster.versions(nodeId)) }
  } catch (error) {
    if (!(error instanceof BrokerUnavailable)) throw error
    throw new BrokerUnavailable(
      `The cluster answers, but says that broker ${nodeId} is at ${address}, which cannot be reached from here: ` +
        `${error.message} The advertised.listeners of the brokers must be addresses that clients can use.`,
    )
  }
}

/** The release that brought each version of the request Fetch. */
const FETCH_RELEASES: readonly (readonly [version: number, release: string])[] = [
  [18, '4.1 or later'],
  [17, '3.9 or later'],
  [16, '3.7 or later'],
  [14, '3.5 or later'],
  [13, '3.1 or later'],
  [12, '2.7 or later'],
  [11, '2.3 or later'],
]

function releaseOf(versions: ApiVersions): string {
  const FETCH = 1
  const newest = versions.get(FETCH)?.max ?? 0
  return FETCH_RELEASES.find(([version]) => newest >= version)?.[1] ?? 'before 2.3'
}
