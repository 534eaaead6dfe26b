import * as z from 'zod'

const json = z.strictObject({ type: z.literal('json').describe('One JSON object per record.') })

/** Values separated by commas, and what may be said about them. */
export const csv = z.strictObject({
  type: z.literal('csv').describe('Values separated by commas, in the order of the schema.'),
  delimiter: z
    .string()
    .length(1, 'The delimiter is one character.')
    .default(',')
    .meta({ control: 'text' })
    .describe('The character between two values.'),
  nullText: z.string().default('').meta({ control: 'text' }).describe('What is read as NULL when it is not quoted.'),
})

const text = z.strictObject({
  type: z.literal('text').describe('The whole record is one text; the schema has one STRING field for it.'),
})

/** How the bytes of a record are read. */
export const recordFormat = z
  .discriminatedUnion('type', [json, csv, text])
  .default({ type: 'json' })
  .meta({ control: 'options' })

/** How the lines of a file are read. */
export const fileFormat = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('ndjson').describe('One JSON object per line.') }),
    csv.extend({
      header: z.boolean().default(true).meta({ control: 'switch' }).describe('The first line names the fields.'),
    }),
    text,
  ])
  .default({ type: 'ndjson' })
  .meta({ control: 'options' })

export type RecordFormat = z.output<typeof recordFormat>
export type FileFormat = z.output<typeof fileFormat>
