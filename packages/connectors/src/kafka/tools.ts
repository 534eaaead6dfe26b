/** What looks at a cluster without running a job: tests of a connection, topics, samples. */
export { readKafkaConnection } from './connect.ts'
export { KafkaError, openKafkaAdmin, type TopicSummary, testConnection } from './driver/index.ts'
