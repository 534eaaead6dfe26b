import type { Chunk, Decoder, Reader } from '@millrace/engine'
import { type FindHeader, MetadataDecoder, type MetadataField } from '@millrace/engine/formats'
import type { RowType } from '@millrace/language'
import type { RecordFormat } from '@millrace/operators'
import { type ConnectorContext, ConnectorProblem, type OpenReader, type SourceNode } from '../context.ts'
import { createDecoder } from '../decoders.ts'
import { kafkaConnection } from './connect.ts'
import { decodeHeaders, type KafkaSource, type OffsetPlace, openKafkaSource } from './driver/index.ts'

interface Options {
  connection: string
  topic: string
  format: RecordFormat
  start: 'earliest' | 'latest' | { timestamp: string } | { offsets: Record<string, number> }
  bounded: boolean
  keyField?: string
  timestampField?: string
  headerFields: { header: string; field: string }[]
}

/** How often a topic is asked for new partitions. */
const DISCOVERY_MS = 30_000
const prefix = 'partition-'
const splitOf = (partition: number) => `${prefix}${partition}`
const partitionOf = (split: string) => Number(split.slice(prefix.length))

/** A Kafka topic: a split for each partition, positions are offsets. Bounded reading ends where the topic ended at the start. */
class KafkaReader implements Reader {
  private readonly options: Options
  private readonly context: ConnectorContext
  private source: KafkaSource | undefined
  /** Offset behind the last record to read, by partition; infinite when reading does not end. */
  private readonly ends = new Map<number, number>()
  private readonly finished = new Set<number>()
  private discoverAt = 0

  constructor(node: SourceNode, context: ConnectorContext) {
    this.options = node.op.table.options as unknown as Options
    this.context = context
  }

  async open(positions: ReadonlyMap<string, number>): Promise<void> {
    const { topic, bounded } = this.options
    this.source = await openKafkaSource({
      connection: kafkaConnection(this.context, this.options.connection),
      topic,
      isolation: 'read_committed',
    })
    const partitions = await this.source.partitions()
    const known = new Map([...positions].map(([split, offset]) => [partitionOf(split), offset]))
    const fresh = partitions.filter((partition) => !known.has(partition))
    const begins = await this.beginnings(fresh, known.size > 0)
    const ends = bounded ? await this.source.offsets('latest') : undefined
    const assigned = new Map<number, number>()
    for (const partition of partitions) {
      const begin = known.get(partition) ?? begins.get(partition) ?? 0
      const end = ends?.get(partition) ?? Number.POSITIVE_INFINITY
      this.ends.set(partition, end)
      if (begin >= end) this.finished.add(partition)
      else assigned.set(partition, begin)
    }
    this.source.assign(assigned)
    this.discoverAt = this.context.clock.monotonic() + DISCOVERY_MS
  }

  /** Where partitions without a position begin; ones that appeared after a checkpoint begin at their first record. */
  private async beginnings(partitions: readonly number[], resumed: boolean): Promise<ReadonlyMap<number, number>> {
    if (partitions.length === 0) return new Map()
    const { start } = this.options
    if (typeof start === 'object' && 'offsets' in start && !resumed) {
      const first = await this.source!.offsets('earliest')
      return new Map(partitions.map((partition) => [partition, start.offsets[partition] ?? first.get(partition) ?? 0]))
    }
    return this.source!.offsets(resumed ? 'earliest' : placeOf(start))
  }

  splits(): readonly string[] {
    return [...this.ends.keys()].filter((partition) => !this.finished.has(partition)).map(splitOf)
  }

  async poll(held: ReadonlySet<string>, maxWaitMs: number): Promise<readonly Chunk[]> {
    await this.discover()
    const paused = new Set([...[...held].map(partitionOf), ...this.finished])
    const pieces = await this.source!.poll(paused, maxWaitMs)
    const chunks: Chunk[] = []
    for (const { partition, records, nextOffset } of pieces) {
      const end = this.ends.get(partition) ?? Number.POSITIVE_INFINITY
      let { n } = records
      while (n > 0 && records.position[n - 1]! >= end) n--
      if (nextOffset >= end) {
        this.finished.add(partition)
        this.source!.release([partition])
      }
      if (n === 0) continue
      const bytes = records.valueEnd[n - 1]! - Math.max(0, records.valueStart[0]!)
      chunks.push({
        split: splitOf(partition),
        content: { records },
        positions: records.position,
        n,
        next: Math.min(nextOffset, end),
        bytes,
      })
    }
    return chunks
  }

  private async discover(): Promise<void> {
    if (this.options.bounded || this.context.clock.monotonic() < this.discoverAt) return
    this.discoverAt = this.context.clock.monotonic() + DISCOVERY_MS
    // A broker that cannot be reached is waited for by the fetches; new partitions can wait as well.
    const partitions = await this.source!.partitions().catch(() => [])
    const fresh = partitions.filter((partition) => !this.ends.has(partition))
    if (fresh.length === 0) return
    const first = await this.source!.offsets('earliest')
    for (const partition of fresh) this.ends.set(partition, Number.POSITIVE_INFINITY)
    this.source!.assign(new Map(fresh.map((partition) => [partition, first.get(partition) ?? 0])))
  }

  async checkpointed(positions: ReadonlyMap<string, number>): Promise<void> {
    const offsets = new Map([...positions].map(([split, offset]) => [partitionOf(split), offset]))
    // Only monitoring reads these; a checkpoint does not depend on them.
    await this.source?.publish(`millrace.${this.context.job}`, offsets).catch(() => {})
  }

  trouble(): string | undefined {
    const status = this.source?.status()
    return status && !status.connected ? (status.lastError ?? 'The brokers cannot be reached.') : undefined
  }

  async close(): Promise<void> {
    this.source?.close()
  }
}

function placeOf(start: Options['start']): OffsetPlace {
  if (start === 'earliest' || start === 'latest') return start
  if ('offsets' in start) return 'earliest'
  const timestamp = Date.parse(start.timestamp)
  if (Number.isNaN(timestamp))
    throw new ConnectorProblem(`\`${start.timestamp}\` is not a time.`, { hint: 'The form is 2026-01-01T00:00:00Z.' })
  return { timestamp }
}

const findHeader: FindHeader = (bytes, start, end, name) => {
  const value = decodeHeaders(bytes, start, end).find(([header]) => header === name)?.[1]
  return value ? { bytes: value, start: 0, end: value.length } : undefined
}

function metadataOf({ keyField, timestampField, headerFields }: Options, row: RowType): MetadataField[] {
  const column = (name: string) => row.findIndex((field) => field.name === name)
  return [
    ...(keyField === undefined ? [] : [{ column: column(keyField), from: 'key' as const }]),
    ...(timestampField === undefined ? [] : [{ column: column(timestampField), from: 'timestamp' as const }]),
    ...headerFields.map(({ header, field }) => ({ column: column(field), from: { header } })),
  ]
}

export const openKafkaTopic: OpenReader = (node, context) => {
  const { row } = node.op.table
  const options = node.op.table.options as unknown as Options
  const metadata = metadataOf(options, row)
  const decoder = (): Decoder => {
    const values = createDecoder(options.format, node.op.table, context.zone, {
      skipped: new Set(metadata.map(({ column }) => column)),
    })
    return metadata.length === 0 ? values : new MetadataDecoder(values, row, metadata, findHeader, context.zone)
  }
  return { reader: new KafkaReader(node, context), decoder }
}
