import { control, defineSink, fieldIndex } from '@millrace/algebra'
import * as z from 'zod'
import { zh } from './zh.ts'

/** Writes each row as a record of a Kafka topic. */
export const kafkaSink = defineSink({
  type: 'kafka-sink',
  palette: {
    group: 'sink',
    icon: 'rss',
    title: 'Kafka topic',
    summary: 'Writes rows to a Kafka topic.',
    synonyms: ['queue', 'produce', 'publish', 'broker', 'redpanda'],
  },
  zh,
  config: z.strictObject({
    connection: z.string().min(1).meta({ control: 'connection' }).describe('Name of the connection to the brokers.'),
    topic: z.string().min(1).max(249).meta({ control: 'topic' }).describe('The topic to write to.'),
    format: z
      .strictObject({ type: z.literal('json') })
      .default({ type: 'json' })
      .meta({ control: 'options' })
      .describe('How a row becomes the value of a record.'),
    key: control
      .fields()
      .default([])
      .describe(
        'Fields that make the key: one is written as its text, several as a JSON object. Equal keys go to the same partition.',
      ),
    headers: z
      .array(
        z.strictObject({
          header: z.string().min(1).describe('Name of the header.'),
          field: control.field().describe('The field with its value.'),
        }),
      )
      .default([])
      .meta({ control: 'list' })
      .describe('Headers of each record.'),
    partitionField: control
      .field()
      .optional()
      .describe('A whole-number field that names the partition; without it the key decides, or records go around.'),
    guarantee: z
      .enum(['exactly-once', 'at-least-once'])
      .default('at-least-once')
      .meta({ control: 'choice' })
      .describe(
        'With exactly-once records appear with each checkpoint, in a transaction; readers must read committed records only.',
      ),
  }),
  accepts: ['append', 'upsert'],
  guarantee: (config) => config.guarantee,
  table({ connection, topic, format, key, headers, partitionField, guarantee }, input, problem) {
    const columns = key.map((field) => fieldIndex(input.scope, field, input.row)).filter((index) => index !== undefined)
    const headerColumns = headers.map(({ header, field }) => ({
      header,
      column: fieldIndex(input.scope, field, input.row) ?? -1,
    }))
    const partition = partitionField && fieldIndex(input.scope, partitionField, input.row)
    if (partition !== undefined && !['TINYINT', 'SMALLINT', 'INT', 'BIGINT'].includes(input.row[partition]!.type.t)) {
      problem({ code: 'field-type', message: 'The number of a partition is a whole number.', path: 'partitionField' })
    }
    if (input.type.changes.mode === 'upsert' && key.length === 0) {
      problem({
        code: 'key-missing',
        message: 'The input replaces rows by key, so the records need a key.',
        hint: 'Set `key` to the key fields.',
        path: 'key',
      })
    }
    const options = {
      connection,
      topic,
      format: { ...format },
      key: columns,
      headers: headerColumns,
      guarantee,
      ...(partition !== undefined && { partition }),
    }
    return { connector: 'kafka-sink', options, row: input.row, bounded: false }
  },
  examples: [
    { title: 'Top products, keyed by shop', config: { connection: 'local', topic: 'top-products', key: ['shop'] } },
  ],
})
