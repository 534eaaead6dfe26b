import type { Batch, Writer } from '@millrace/engine'
import type { Json } from '@millrace/language'
import type { ConnectorContext, OpenWriter, SinkNode } from '../context.ts'
import { kafkaConnection } from './connect.ts'
import {
  type ExactlyOnceSink,
  type KafkaSink,
  openExactlyOnceSink,
  openKafkaSink,
  type SinkRecords,
} from './driver/index.ts'
import { RecordEncoder, type RecordOptions } from './rows.ts'
import { copyOf, fromText, toText } from './staged.ts'

interface Options extends RecordOptions {
  connection: string
  topic: string
  guarantee: 'exactly-once' | 'at-least-once'
}

const optionsOf = (node: SinkNode) => node.op.table.options as unknown as Options

/** Records are sent as they come; a checkpoint waits until the brokers have them. After a restart some may come twice. */
class AtLeastOnceWriter implements Writer {
  private readonly options: Options
  private readonly context: ConnectorContext
  private readonly encoder: RecordEncoder
  private sink: KafkaSink | undefined
  private partitions = 1
  private failure: { problem: unknown } | undefined

  constructor(node: SinkNode, context: ConnectorContext) {
    this.options = optionsOf(node)
    this.context = context
    this.encoder = new RecordEncoder(node.op.table.row, this.options)
  }

  async open(): Promise<void> {
    this.sink = await openKafkaSink({
      connection: kafkaConnection(this.context, this.options.connection),
      topic: this.options.topic,
    })
    this.partitions = await this.sink.partitions()
  }

  write(batch: Batch): void {
    // The sink takes the records before it returns; its promise only tells when there is room for more.
    this.sink!.send(this.encoder.encode(batch, this.partitions)).catch((problem) => {
      this.failure ??= { problem }
    })
  }

  get pending(): number {
    return this.sink?.pendingBytes ?? 0
  }

  async flush(): Promise<void> {
    this.throwFailure()
    await this.sink!.flush()
    this.throwFailure()
  }

  private throwFailure(): void {
    if (this.failure) throw this.failure.problem
  }

  async prepare(): Promise<null> {
    await this.flush()
    return null
  }
  async commit(): Promise<void> {}
  async close(): Promise<void> {
    this.sink?.close()
  }
}

/** What a checkpoint keeps of an epoch: its records, and where its number stands in the sink's own count. */
interface Prepared {
  base: number
  records: string
}

/**
 * Records are staged and appear with the checkpoint in one transaction.
 *
 * They are part of the checkpoint, so a commit can be done again after any crash; the marker topic tells whether it already was.
 */
class ExactlyOnceWriter implements Writer {
  private readonly options: Options
  private readonly context: ConnectorContext
  private readonly node: string
  private readonly encoder: RecordEncoder
  private sink: ExactlyOnceSink | undefined
  private partitions = 1
  private staged: SinkRecords[] = []
  /** Epochs that the sink had committed before this line of checkpoints began. */
  private base = 0
  private stagedBytes = 0

  constructor(node: SinkNode, context: ConnectorContext) {
    this.options = optionsOf(node)
    this.context = context
    this.node = node.owner
    this.encoder = new RecordEncoder(node.op.table.row, this.options)
  }

  async open(committed: Json | undefined): Promise<void> {
    const id = `millrace.${this.context.job}.${this.node}`
    this.sink = await openExactlyOnceSink({
      connection: kafkaConnection(this.context, this.options.connection),
      topic: this.options.topic,
      transactionalId: id,
      generation: this.context.clock.now(),
      marker: { topic: `${id}.epochs` },
    })
    this.partitions = await this.sink.partitions()
    this.base = committed ? (committed as unknown as Prepared).base : Math.max(0, this.sink.committed.epoch)
  }

  write(batch: Batch): void {
    const records = copyOf(this.encoder.encode(batch, this.partitions))
    this.staged.push(records)
    this.stagedBytes += records.bytes.length
  }

  get pending(): number {
    return this.stagedBytes
  }

  /** Nothing may go out before the checkpoint. */
  async flush(): Promise<void> {}

  async prepare(): Promise<Json> {
    const records = toText(this.staged)
    this.staged = []
    this.stagedBytes = 0
    return { base: this.base, records } satisfies Prepared
  }

  async commit(epoch: number, prepared: Json): Promise<void> {
    const { base, records } = prepared as unknown as Prepared
    const rows = fromText(records)
    if (rows.length > 0) await this.sink!.commitEpoch(base + epoch, rows)
  }

  async close(): Promise<void> {
    this.sink?.close()
  }
}

export const openKafkaRecords: OpenWriter = (node, context) =>
  optionsOf(node).guarantee === 'exactly-once'
    ? new ExactlyOnceWriter(node, context)
    : new AtLeastOnceWriter(node, context)
