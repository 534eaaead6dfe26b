/** A wide sweep over functions, types and values, each through the interpreter and generated code: what a real Flink gave. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { checkText } from './check.ts'
import { typeOf } from './syntax/parseType.ts'
import { generatedOutcomes, interpretedOutcomes, type Outcome, STILL } from './testing/evaluate.ts'
import { equalsRecorded, isRecordedType, recordedForm, recordedInput } from './testing/recorded.ts'
import { zoneOf } from './time/zone.ts'
import { formatTyped, type RowType } from './types.ts'
import type { Json } from './value.ts'

const FOLDER = fileURLToPath(new URL('../../../vectors/expressions-wide', import.meta.url))

type Entry = { expr: string; type?: string; values?: Json[]; error?: string }
interface Recorded {
  timeZone?: string
  groups: { columns: Record<string, string>; rows: Record<string, Json>[]; expressions: Entry[] }[]
}

/** What we do not give, by the text of the expression and its columns, each with the reason. */
const ACCEPTED: [RegExp, string][] = [
  [/INTERVAL '\d+' (WEEKS?|QUARTER)/, 'Flink takes INTERVAL of weeks for hours and of quarters for months'],
  [/TIMESTAMP\(9\)|\.123456789/, 'a time stamp holds microseconds'],
  [/\bt6\b/, 'microseconds of the years 1 and 9999 are not exact'],
  [/AS ARRAY<INT NOT NULL>/, 'a NULL in an array is not refused'],
  [/AS INTERVAL/, 'a number is no interval'],
  [
    /'yyyy-MM-dd'\)|^d - INTERVAL '1-6'|TIMESTAMPADD\((YEAR|QUARTER|MONTH|DECADE|CENTURY|MILLENNIUM)/,
    'years before 1 and of five digits are written as they are',
  ],
  [
    /^(FLOOR|CEIL)\([dm] TO|^(EXTRACT\(.* FROM d\)|(HOUR|MINUTE|SECOND)\(d\))$/,
    'a date has no clock and a time of day no date',
  ],
  [/^(FLOOR|CEIL)\(. TO ISOYEAR/, 'times are not rounded to years of weeks'],
  [
    /^TIMESTAMP(ADD|DIFF)\((DOW|EPOCH|SQL_TSI)|^(FLOOR|CEIL)\(. TO (DOW|EPOCH|DOY|ISODOW|MICROSECOND|NANOSECOND)/,
    'units that mean nothing there, or in another spelling',
  ],
  [/^\(t - o\) (DAY TO SECOND|YEAR TO MONTH)$/, 'a range of units behind a difference'],
  [
    /COALESCE\(d, t\)|CASE WHEN n > 0 THEN d ELSE t END|ARRAY\[(DATE|NULL\])|MAP\['a', NULL\]/,
    'mixed types have a common one',
  ],
  [/PRINTF\('%s', d/, 'PRINTF of a date'],
  [/^TYPEOF\(/, 'the name of a type is ours'],
  [/^IF\(n > 0, a, b\)/, 'IF takes arrays'],
  [
    /^(a|b|r|m)( (=|<>|IN|IS (NOT )?DISTINCT FROM) |\[1\])|^NULLIF\(a, b\)/,
    'Flink compares arrays fresh from JSON by their encoding',
  ],
  [/CAST\(m AS STRING\)|MAP_KEYS\(m\)\[1\]/, 'order of a map'],
  [/CAST\(mi AS STRING\)/, 'maps with keys that are no text, from JSON'],
  [/\(\?[<=>]|\+\+|\\1|REGEXP\w*\(s, '(\(\(?a\)|a\*\?)?'|&&/, 'patterns that are not linear, and halves of characters'],
  [/\[\?\(|ESCAPE '%'/, 'filters of JSON paths need a library that Flink did not find; an escape before nothing'],
  [
    /DEFAULT (d|CAST\(NULL AS STRING\)|1\.5) ON|RETURNING VARCHAR\(5\)|PARSE_JSON/,
    'defaults that are not literals, JSON as a type',
  ],
  [/^(GREATEST|LEAST)\(/, 'NULL beside other types ends the job in Flink'],
  [/ATAN2\(a, 1\)|SIGN\(t\)|TRUNCATE\((t|d|f)/, 'does not compile in Flink, or ends the job'],
  [/^ROUND\(a, i\)|^a IN \(|CAST\(a AS BOOLEAN\)|b IN \(x|GREATEST\(b, c\)|OVERLAY\(b/, 'defects of Flink'],
  [
    /STR_TO_MAP\(s, '', ''\)|LOCATE\('l', s, n\)|POSITION\('l' IN s FROM n\)|INSTR\(s, 'l', n\)|SHA2\(s, n\)/,
    'halves of characters, the smallest INT, SHA-1 by number',
  ],
  [/^(1\.0+ \*|12345678901234567890\.123456789)|^PI$/, 'decimal literals of more digits than a BIGINT are read'],
  [
    /^(TIME '10:20'|DATE '0000-01-01'|INTERVAL '(1' MILLISECOND|100' (YEAR|HOUR|SECOND)))|INTERVAL '100' DAY/,
    'literals that Flink refuses',
  ],
  [/^TO_TIMESTAMP_LTZ\(x\)$|^TRY_CAST\(x AS TIMESTAMP/, 'spellings of a part of a date twice'],
]

function differences(
  fields: RowType,
  rows: Record<string, Json>[],
  entry: Entry,
  zoneName: string,
): string | undefined {
  const environment = { ...STILL, zone: zoneOf(zoneName)! }
  const { expr: typed, problems } = checkText(entry.expr, { fields })
  if (!typed) return everyRowFails(entry) ? undefined : `refused: ${problems[0]?.message}`
  if (entry.error?.startsWith('validation')) return 'accepted'
  const input = { fields, rows: rows.map((row) => fields.map(({ name, type }) => recordedInput(row[name], type))) }
  const interpreted = interpretedOutcomes(typed, input.rows, environment)
  const generated = generatedOutcomes(typed, input, environment)
  for (const outcomes of [interpreted, generated]) {
    const wrong = entry.error === undefined ? undefined : failsNowhere(outcomes, entry.error)
    if (wrong) return wrong
    if (entry.error !== undefined) continue
    const empty = outcomes.some((o) => 'value' in o && o.value === null)
    if (![typed, { ...typed, nullable: true }].some((t, i) => (i === 0 || empty) && isRecordedType(t, entry.type!)))
      return `type ${formatTyped(typed)}, recorded ${entry.type}`
    for (const [at, outcome] of outcomes.entries()) {
      const wanted = entry.values![at]!
      const fails = isFailure(wanted)
      const actual = 'failed' in outcome ? undefined : recordedForm(outcome.value, typed.type, environment.zone)
      if (
        fails ? !('failed' in outcome) : actual === undefined || !equalsRecorded(actual, wanted, typed.type, entry.expr)
      )
        return `row ${at}: ${JSON.stringify(actual) ?? 'failed'}, recorded ${JSON.stringify(wanted)}`
    }
  }
  return undefined
}

const isFailure = (value: Json) => value !== null && typeof value === 'object' && !Array.isArray(value)
/** What cannot work on any row may be refused beforehand. */
const everyRowFails = ({ error, values = [] }: Entry) => error !== undefined || values.every(isFailure)

function failsNowhere(outcomes: readonly Outcome[], error: string): string | undefined {
  // Flink derives NOT NULL, computes NULL and fails when the row leaves the job; we give the NULL.
  if (error.includes('EnforcerException') && outcomes.every((o) => 'value' in o && o.value === null)) return undefined
  return outcomes.some((outcome) => 'failed' in outcome) ? undefined : 'did not fail'
}

for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.json'))) {
  test(`${file}: every expression has the value and type of a real Flink`, () => {
    const { timeZone = 'UTC', groups } = JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as Recorded
    const surprises: string[] = []
    let [passed, differ] = [0, 0]
    for (const { columns, rows, expressions } of groups) {
      const fields = Object.entries(columns).map(([name, type]) => ({ name, ...typeOf(type) }))
      for (const entry of expressions) {
        const wrong = differences(fields, rows, entry, timeZone)
        const context = `${entry.expr}${columns.x ? `, x ${columns.x}` : ''}`
        if (wrong === undefined) passed++
        else if (ACCEPTED.some(([pattern]) => pattern.test(entry.expr) || pattern.test(context))) differ++
        else surprises.push(`${context}: ${wrong}`)
      }
    }
    process.stdout.write(`${file}: ${passed} passed, ${differ} differ as documented\n`)
    expect(surprises).toEqual([])
    expect(passed).toBeGreaterThan(4 * differ)
  })
}
