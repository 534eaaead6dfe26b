import { Cluster } from './cluster.ts'
import { loadDeliveryTopic } from './deliveryTopic.ts'
import { EpochWriter, type ExactlyOnceSink } from './epochWriter.ts'
import { ensureMarkerTopic } from './marker.ts'
import type { ExactlyOnceSinkOptions } from './sinkOptions.ts'

/**
 * Takes over the transactional id: earlier writers are fenced, their open transaction is aborted and a commit under
 * way is completed before this returns.
 */
export async function openExactlyOnceSink(options: ExactlyOnceSinkOptions): Promise<ExactlyOnceSink> {
  const cluster = new Cluster(options.connection, options.log)
  try {
    const place = { topic: options.marker.topic, partition: options.marker.partition ?? 0 }
    const topic = await loadDeliveryTopic(cluster, options.topic)
    await ensureMarkerTopic(cluster, place)
    const markers = await loadDeliveryTopic(cluster, place.topic)
    const sink = new EpochWriter({ cluster, topic, markers, place, options })
    await sink.takeOver()
    return sink
  } catch (error) {
    cluster.close()
    throw error
  }
}
