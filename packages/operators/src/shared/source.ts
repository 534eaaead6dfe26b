import { control, type EventTime, type Table, type TableProblem } from '@millrace/algebra'
import { didYouMean, type Field, formatType, isTimestamp, type RowType } from '@millrace/language'
import * as z from 'zod'

export const schemaField = z.strictObject({
  name: control.name().describe('Name of the field.'),
  type: control.type().describe('SQL type: INT, DECIMAL(10, 2), STRING, TIMESTAMP(3) …'),
  nullable: z
    .boolean()
    .optional()
    .describe('Set it to false when the field is never NULL; a record without it is then rejected.'),
  path: z
    .string()
    .regex(/^[^.,]+(\.[^.,]+)*(,[^.,]+(\.[^.,]+)*)*$/, 'Keys with points between them: order.customer.id.')
    .optional()
    .meta({ control: 'text' })
    .describe(
      'Where a JSON record has the field, when it lies in objects or has another name: order.customer.id. Several places with commas.',
    ),
})

export const eventTime = z.strictObject({
  field: z
    .string()
    .meta({ control: 'field' })
    .describe('The field with the time of the event: TIMESTAMP(3) or TIMESTAMP_LTZ(3).'),
  delay: control.duration(0).default(0).describe('How long to wait for rows that come out of order.'),
  idleAfter: control
    .duration()
    .optional()
    .describe('After this much silence an input no longer holds back the windows.'),
})

/** Configuration that all sources share. */
export const sourceConfig = {
  schema: z
    .array(schemaField)
    .min(1, 'Name at least one field.')
    .meta({ control: 'schema' })
    .describe('The fields of a row and their types.'),
  eventTime: eventTime.optional().describe('When a row happened; windows need it.'),
  primaryKey: z
    .array(z.string())
    .min(1)
    .optional()
    .meta({ control: 'fields' })
    .describe('With it a row replaces the earlier one of the same key.'),
  onBadRecord: z
    .enum(['reject', 'fail'])
    .default('reject')
    .meta({ control: 'choice' })
    .describe('What happens to a record that cannot be read: it goes to the port `rejected`, or the job fails.'),
}

export type SchemaConfig = readonly z.output<typeof schemaField>[]
export type EventTimeConfig = z.output<typeof eventTime>

/** The row type of a schema. */
export function rowOf(schema: SchemaConfig, problem: TableProblem): RowType {
  const row: Field[] = []
  for (const [i, { name, type, nullable }] of schema.entries()) {
    if (row.some((field) => field.name === name)) {
      problem({
        code: 'duplicate-field',
        message: `There are two fields named \`${name}\`.`,
        path: `schema[${i}].name`,
      })
    }
    row.push({ name, type: type.type, nullable: nullable ?? type.nullable })
  }
  return row
}

/** Where the fields of a schema lie in a JSON record, when one of them says so. */
export function pathsOf(schema: SchemaConfig, format: string, problem: TableProblem): Pick<Table, 'paths'> {
  if (schema.every(({ path }) => path === undefined)) return {}
  const given = schema.map(({ name, path }) => placesOf(path) ?? [[name]])
  for (const [i, { path }] of schema.entries()) {
    if (path !== undefined && !JSON_FORMATS.has(format)) {
      const message = `Records of the format *${format}* have no paths.`
      problem({ code: 'path-format', message, hint: 'Remove the path.', path: `schema[${i}].path` })
    }
    const other = given.findIndex((places, k) => k !== i && places.some((inner) => given[i]!.some(leadsTo(inner))))
    if (other >= 0) {
      const message = `\`${schema[i]!.name}\` and \`${schema[other]!.name}\` lie at the same path, or one inside the other.`
      problem({ code: 'path-conflict', message, hint: 'Give each field a path of its own.', path: `schema[${i}].path` })
    }
  }
  return { paths: schema.map(({ path }) => placesOf(path) ?? null) }
}

const placesOf = (path: string | undefined) => path?.split(',').map((place) => place.trim().split('.'))
const leadsTo = (inner: readonly string[]) => (keys: readonly string[]) =>
  keys.every((key, depth) => inner[depth] === key)

const JSON_FORMATS = new Set(['json', 'ndjson'])

/** Event time and primary key of a source, as the plan has them. */
export function tableTime(
  row: RowType,
  { eventTime, primaryKey }: { eventTime?: EventTimeConfig | undefined; primaryKey?: readonly string[] | undefined },
  problem: TableProblem,
): { time?: EventTime; key?: number[] } {
  const time = eventTime && timeOf(row, eventTime, problem)
  const key = primaryKey?.map((name, i) => indexOf(row, name, `primaryKey[${i}]`, problem))
  return { ...(time && { time }), ...(key && !key.includes(-1) && { key }) }
}

function timeOf(
  row: RowType,
  { field, delay, idleAfter }: EventTimeConfig,
  problem: TableProblem,
): EventTime | undefined {
  const column = indexOf(row, field, 'eventTime.field', problem)
  if (column < 0) return undefined
  const { type } = row[column]!
  if (!isTimestamp(type) || !('precision' in type) || type.precision > 3) {
    const message = `Event time must be TIMESTAMP(3) or TIMESTAMP_LTZ(3); \`${field}\` is ${formatType(type)}.`
    const hint = 'Declare it as TIMESTAMP_LTZ(3); numbers are read as milliseconds since 1970.'
    problem({ code: 'event-time-type', message, hint, path: 'eventTime.field' })
    return undefined
  }
  return { column, delay, ...(idleAfter !== undefined && { idleAfter }) }
}

function indexOf(row: RowType, name: string, path: string, problem: TableProblem): number {
  const index = row.findIndex((field) => field.name === name)
  if (index < 0) {
    const near = didYouMean(
      name,
      row.map((field) => field.name),
    )
    problem({
      code: 'field-not-found',
      message: `Field \`${name}\` is not in the schema.`,
      hint: near ? `Did you mean \`${near}\`?` : 'Add it to the schema.',
      path,
    })
  }
  return index
}
