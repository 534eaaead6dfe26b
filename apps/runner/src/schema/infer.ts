import { type Json, parseDateText, parseIsoTimestamp } from '@millrace/language'

/** A field as samples show it. */
export interface InferredField {
  name: string
  /** SQL type, as a schema has it. */
  type: string
  /** Whether a sample lacks it, or has it as null. */
  nullable: boolean
  /** Share of the samples that have it, 0 to 1. */
  share: number
  /** A few values as they were found. */
  examples: Json[]
}

/** A field that may be the event time. */
export interface InferredTime {
  field: string
  /** The type it needs for that. */
  type: string
  /** Milliseconds since 1970. */
  earliest: number
  latest: number
  /** How far a sample came behind the largest time before it. */
  disorderMs: number
}

export interface InferredSchema {
  /** Samples that could be read. */
  samples: number
  /** Samples that could not be read as a JSON object. */
  unreadable: number
  fields: InferredField[]
  /** Best first. */
  eventTimes: InferredTime[]
}

const MOST_FIELDS = 500
const MOST_EXAMPLES = 3
const LONGEST_EXAMPLE = 200

/** Proposes a schema for JSON records, oldest first. */
export function inferSchema(texts: readonly string[]): InferredSchema {
  const samples: JsonObject[] = texts.map(readObject).filter((sample) => sample !== undefined)
  const names = [...new Set(samples.flatMap((sample) => Object.keys(sample)))].slice(0, MOST_FIELDS)
  const columns = names.map((name) => ({ name, values: samples.map((sample) => own(sample, name)) }))
  const times = columns.flatMap(({ name, values }) => timeOf(name, values) ?? [])
  times.sort((a, b) => liking(b.field) - liking(a.field))
  return {
    samples: samples.length,
    unreadable: texts.length - samples.length,
    fields: columns.map(({ name, values }) => fieldOf(name, values, times)),
    eventTimes: times,
  }
}

type JsonObject = { readonly [name: string]: Json }

function readObject(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined
  } catch {
    return undefined
  }
}

const own = (value: JsonObject, name: string): Json => (Object.hasOwn(value, name) ? value[name]! : null)

function fieldOf(name: string, values: readonly Json[], times: readonly InferredTime[]): InferredField {
  const present = values.filter((value) => value !== null)
  const time = times.find(({ field }) => field === name)
  const distinct = [...new Map(present.map((value) => [JSON.stringify(value), value])).values()]
  return {
    name,
    type: time?.type ?? typeOf(present),
    nullable: present.length < values.length,
    share: values.length === 0 ? 0 : present.length / values.length,
    examples: distinct.slice(0, MOST_EXAMPLES).map(shortened),
  }
}

function shortened(value: Json): Json {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length <= LONGEST_EXAMPLE ? value : `${text.slice(0, LONGEST_EXAMPLE)}…`
}

/** The narrowest type that holds all values. Values that do not agree stay JSON. */
function typeOf(values: readonly Json[]): string {
  if (values.length === 0) return 'STRING'
  const every = (holds: (value: Json) => boolean) => values.every(holds)
  if (every((value) => typeof value === 'boolean')) return 'BOOLEAN'
  if (every((value) => typeof value === 'number')) return numberType(values as readonly number[])
  if (every((value) => typeof value === 'string')) return textType(values as readonly string[])
  if (every(Array.isArray)) return `ARRAY<${memberType((values as readonly (readonly Json[])[]).flat())}>`
  if (every((value) => typeof value === 'object' && !Array.isArray(value))) return rowType(values as JsonObject[])
  return 'JSON'
}

const memberType = (values: readonly Json[]) => typeOf(values.filter((value) => value !== null))

function rowType(values: readonly JsonObject[]): string {
  const names = [...new Set(values.flatMap((value) => Object.keys(value)))]
  if (names.length === 0 || names.length > 50) return 'JSON'
  const fields = names.map((name) => `${quoted(name)} ${memberType(values.map((value) => own(value, name)))}`)
  return `ROW<${fields.join(', ')}>`
}

const quoted = (name: string) => `\`${name.replaceAll('`', '``')}\``

const MOST_INT = 2_147_483_647

/** Whole numbers are BIGINT: a sample says little about how large they get. Money with few decimals is exact. */
function numberType(values: readonly number[]): string {
  if (values.every((value) => Number.isInteger(value)))
    return values.every((value) => Math.abs(value) <= MOST_INT / 1000) ? 'INT' : 'BIGINT'
  return 'DOUBLE'
}

function textType(values: readonly string[]): string {
  if (values.every((value) => parseIsoTimestamp(value) !== undefined))
    return values.every(hasZone) ? 'TIMESTAMP_LTZ(3)' : 'TIMESTAMP(3)'
  if (values.every((value) => /^\d{4}-\d{2}-\d{2}$/.test(value) && parseDateText(value) !== undefined)) return 'DATE'
  return 'STRING'
}

const hasZone = (text: string) => /(?:Z|[+-]\d{2}:?\d{2})$/.test(text)

/** From 2000 to 2100: numbers in between may be milliseconds since 1970. */
const FIRST_TIME = 946_684_800_000
const LAST_TIME = 4_102_444_800_000

function timeOf(name: string, values: readonly Json[]): InferredTime | undefined {
  const present = values.filter((value) => value !== null)
  // Event time must be there in every row.
  if (present.length === 0 || present.length < values.length) return undefined
  const numbers = present.every((value) => typeof value === 'number' && value >= FIRST_TIME && value <= LAST_TIME)
  const type = numbers ? 'TIMESTAMP_LTZ(3)' : typeOf(present)
  if (!type.startsWith('TIMESTAMP')) return undefined
  const times = present.map((value) => (numbers ? (value as number) : parseIsoTimestamp(value as string)!.ms))
  return { field: name, type, earliest: Math.min(...times), latest: Math.max(...times), disorderMs: disorderOf(times) }
}

function disorderOf(times: readonly number[]): number {
  let [largest, most] = [Number.NEGATIVE_INFINITY, 0]
  for (const time of times) {
    largest = Math.max(largest, time)
    most = Math.max(most, largest - time)
  }
  return most
}

const LIKED = [/event.?time/i, /^(ts|time|timestamp)$/i, /(time|timestamp|_at|_ts)$/i, /(created|occurred|departure)/i]

/** How much a name sounds like the time of the event. */
function liking(name: string): number {
  const index = LIKED.findIndex((pattern) => pattern.test(name))
  return index < 0 ? 0 : LIKED.length - index
}
