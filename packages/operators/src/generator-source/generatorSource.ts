import { control, defineSource } from '@millrace/algebra'
import { parseIsoTimestamp } from '@millrace/language'
import * as z from 'zod'
import { eventTime, rowOf, schemaField, sourceConfig, tableTime } from '../shared/source.ts'
import { shapeNames, shapes } from './shapes.ts'
import { zh } from './zh.ts'

/** Rows made up from a seed: the same configuration gives the same rows, so results can be recomputed. */
export const generatorSource = defineSource({
  type: 'generator-source',
  palette: {
    group: 'source',
    icon: 'dice-5',
    title: 'Generator',
    summary: 'Makes up orders, clicks, machine metrics, logs, payments or auctions.',
    synonyms: ['sample', 'test data', 'random', 'datagen', 'demo', 'fake'],
  },
  zh,
  config: z.strictObject({
    shape: z.enum(shapeNames).default('orders').meta({ control: 'choice' }).describe('What kind of rows are made.'),
    rowsPerSecond: z
      .number()
      .positive()
      .max(100_000_000)
      .default(10)
      .meta({ control: 'number' })
      .describe('Rows per second of event time.'),
    realTime: z
      .boolean()
      .default(true)
      .meta({ control: 'switch' })
      .describe('Rows come at their rate by the clock; otherwise as fast as they can be made.'),
    rows: z
      .int()
      .positive()
      .optional()
      .meta({ control: 'number' })
      .describe('How many rows are made; without it the source is endless.'),
    seed: z.int().default(1).meta({ control: 'number' }).describe('The same seed gives the same rows.'),
    start: z
      .string()
      .optional()
      .meta({ control: 'text' })
      .describe(
        'Time of the first row, as in 2026-01-01T00:00:00; without it now, or 2026-01-01 when rows do not come in real time.',
      ),
    disorder: z
      .strictObject({
        share: z
          .number()
          .min(0)
          .max(1)
          .default(0)
          .meta({ control: 'number' })
          .describe('Share of the rows that come late, from 0 to 1.'),
        by: control.duration(0).default(0).describe('How late they come at most.'),
      })
      .prefault({})
      .describe('Rows out of order.'),
    schema: z
      .array(schemaField.omit({ path: true }))
      .optional()
      .meta({ control: 'schema' })
      .describe('Fields in place of those of the shape; fields of other names get values by their type.'),
    eventTime: eventTime
      .optional()
      .describe('Event time; without it the time field of the shape, waiting as long as rows come late.'),
    primaryKey: sourceConfig.primaryKey,
    onBadRecord: sourceConfig.onBadRecord,
  }),
  table(config, problem) {
    const shape = shapes[config.shape]
    const row = config.schema ? rowOf(config.schema, problem) : shape.row
    const ownTime = row.some(({ name }) => name === shape.time)
      ? { field: shape.time, delay: config.disorder.by }
      : undefined
    const time = tableTime(row, { eventTime: config.eventTime ?? ownTime, primaryKey: config.primaryKey }, problem)
    if (config.start !== undefined && parseIsoTimestamp(config.start) === undefined) {
      problem({
        code: 'configuration',
        message: `\`${config.start}\` is not a time.`,
        hint: 'The form is 2026-01-01T00:00:00.',
        path: 'start',
      })
    }
    const paths = shape.paths && row.map((field) => shape.paths?.[field.name] ?? null)
    const { shape: name, rowsPerSecond, realTime, rows, seed, start, disorder } = config
    const options = {
      shape: name,
      rowsPerSecond,
      realTime,
      seed,
      disorder: { ...disorder },
      ...(rows !== undefined && { rows }),
      ...(start !== undefined && { start }),
    }
    return {
      connector: 'generator-source',
      options,
      row,
      ...(paths && { paths }),
      ...time,
      bounded: rows !== undefined,
      onBadRecord: config.onBadRecord,
    }
  },
  examples: [
    {
      title: 'A thousand orders',
      config: { shape: 'orders', rows: 1000, rowsPerSecond: 100, realTime: false, start: '2026-01-01T00:00:00' },
    },
    {
      title: 'Logs without end, one in ten up to two seconds late',
      config: { shape: 'logs', rowsPerSecond: 50, disorder: { share: 0.1, by: '2s' } },
    },
  ],
})
