export { type KafkaAdmin, openKafkaAdmin, type TopicDescription, type TopicSummary } from './admin.ts'
export type { Codec } from './compression/codec.ts'
export type { KafkaConnection, KafkaLog, KafkaSasl, KafkaTimeouts, KafkaTls } from './connection.ts'
export { type BrokerReport, type ConnectionTest, testConnection } from './connectionTest.ts'
export type { ExactlyOnceSink } from './epochWriter.ts'
export * from './errors.ts'
export { openExactlyOnceSink } from './exactlyOnceSink.ts'
export type { FetchLimits } from './fetcher.ts'
export { decodeHeaders, encodeHeaders, type Header } from './headers.ts'
export type { EpochMarker } from './marker.ts'
export type { OffsetPlace } from './offsets.ts'
export { Partitioner, partitionOfKey } from './partitioner.ts'
export type { Isolation } from './protocol/listOffsets.ts'
export type { NewTopic } from './protocol/topics.ts'
export type { SampledRecord } from './sample.ts'
export { type KafkaSink, openKafkaSink } from './sink.ts'
export type { ExactlyOnceSinkOptions, KafkaSinkOptions, SinkLimits } from './sinkOptions.ts'
export { type SinkRecords, type SinkRow, toSinkRecords } from './sinkRecords.ts'
export {
  type KafkaSource,
  type KafkaSourceOptions,
  openKafkaSource,
  type PartitionRecords,
} from './source.ts'
