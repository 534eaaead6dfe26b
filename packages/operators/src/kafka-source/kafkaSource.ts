import { defineSource, type TableProblem } from '@millrace/algebra'
import { didYouMean, formatType, type Json, type RowType } from '@millrace/language'
import * as z from 'zod'
import { recordFormat } from '../shared/format.ts'
import { pathsOf, rowOf, sourceConfig, tableTime } from '../shared/source.ts'
import { zh } from './zh.ts'

const start = z.union([
  z.enum(['earliest', 'latest']),
  z.strictObject({ timestamp: z.string().describe('The first record at or after this time: 2026-01-01T00:00:00Z.') }),
  z.strictObject({ offsets: z.record(z.string().regex(/^\d+$/), z.int().min(0)).describe('Offset by partition.') }),
])

/** Records of a Kafka topic; the job owns its positions and checkpoints them. */
export const kafkaSource = defineSource({
  type: 'kafka-source',
  palette: {
    group: 'source',
    icon: 'rss',
    title: 'Kafka topic',
    summary: 'Reads the records of a Kafka topic.',
    synonyms: ['queue', 'stream', 'broker', 'consume', 'redpanda', 'message'],
  },
  zh,
  config: z.strictObject({
    connection: z.string().min(1).meta({ control: 'connection' }).describe('Name of the connection to the brokers.'),
    topic: z.string().min(1).max(249).meta({ control: 'topic' }).describe('The topic to read.'),
    format: recordFormat.describe('How the value of a record is read.'),
    start: start
      .default('earliest')
      .meta({ control: 'choice' })
      .describe('Where reading begins when there is no checkpoint.'),
    bounded: z
      .boolean()
      .default(false)
      .meta({ control: 'switch' })
      .describe('Read to what is the end when the job starts, then finish.'),
    keyField: z
      .string()
      .optional()
      .meta({ control: 'field' })
      .describe('A field of the schema that takes the key of the record.'),
    headerFields: z
      .array(
        z.strictObject({
          header: z.string().describe('Name of the header.'),
          field: z.string().describe('The field of the schema that takes its value.'),
        }),
      )
      .default([])
      .meta({ control: 'list' })
      .describe('Fields of the schema that take headers of the record.'),
    timestampField: z
      .string()
      .optional()
      .meta({ control: 'field' })
      .describe('A field of the schema that takes the time stamp of the record.'),
    ...sourceConfig,
  }),
  table(config, problem) {
    const row = rowOf(config.schema, problem)
    metadataFields(row, config, problem)
    const { connection, topic, format, start, bounded, keyField, headerFields, timestampField } = config
    const options: Json = {
      connection,
      topic,
      format: { ...format },
      start: start as Json,
      bounded,
      headerFields: headerFields.map((header) => ({ ...header })),
      ...(keyField !== undefined && { keyField }),
      ...(timestampField !== undefined && { timestampField }),
    }
    return {
      connector: 'kafka-source',
      options,
      row,
      ...pathsOf(config.schema, format.type, problem),
      ...tableTime(row, config, problem),
      bounded,
      onBadRecord: config.onBadRecord,
    }
  },
  examples: [
    {
      title: 'Orders as JSON, event time from a field',
      config: {
        connection: 'local',
        topic: 'orders',
        schema: [
          { name: 'order_id', type: 'BIGINT' },
          { name: 'amount', type: 'DECIMAL(10, 2)' },
          { name: 'ts', type: 'TIMESTAMP_LTZ(3)' },
        ],
        eventTime: { field: 'ts', delay: '5s', idleAfter: '30s' },
      },
    },
  ],
})

interface MetadataConfig {
  keyField?: string | undefined
  timestampField?: string | undefined
  headerFields: readonly { field: string }[]
  format: { type: string }
}

/** Fields that hold metadata must be in the schema and of a fitting type; a text format leaves one field for the value. */
function metadataFields(
  row: RowType,
  { keyField, timestampField, headerFields, format }: MetadataConfig,
  problem: TableProblem,
): void {
  const metadata = [
    ...(keyField === undefined ? [] : [{ name: keyField, path: 'keyField' }]),
    ...(timestampField === undefined ? [] : [{ name: timestampField, path: 'timestampField' }]),
    ...headerFields.map(({ field }, i) => ({ name: field, path: `headerFields[${i}].field` })),
  ]
  for (const { name, path } of metadata) {
    const field = row.find((candidate) => candidate.name === name)
    if (!field) {
      const near = didYouMean(
        name,
        row.map((candidate) => candidate.name),
      )
      problem({
        code: 'field-not-found',
        message: `Field \`${name}\` is not in the schema.`,
        hint: near ? `Did you mean \`${near}\`?` : 'Add it to the schema.',
        path,
      })
    } else if (path === 'timestampField' && field.type.t !== 'TIMESTAMP_LTZ') {
      problem({
        code: 'field-type',
        message: `The time stamp of a record is a TIMESTAMP_LTZ(3); \`${name}\` is ${formatType(field.type)}.`,
        path,
      })
    }
  }
  const values = row.filter(({ name }) => !metadata.some((other) => other.name === name))
  if (format.type === 'text' && (values.length !== 1 || values[0]!.type.t !== 'VARCHAR')) {
    problem({
      code: 'text-format',
      message: 'The format *text* needs exactly one STRING field for the value.',
      path: 'schema',
    })
  }
}
