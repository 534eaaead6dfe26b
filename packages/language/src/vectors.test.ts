/** Every recorded expression, through the interpreter and through generated code. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { checkText } from './check.ts'
import { typeOf } from './syntax/parseType.ts'
import { generatedOutcomes, interpretedOutcomes, type Outcome, STILL } from './testing/evaluate.ts'
import { equalsRecorded, isRecordedType, recordedForm, recordedInput } from './testing/recorded.ts'
import { formatTyped, type RowType, type Typed } from './types.ts'
import type { Json } from './value.ts'

const FOLDER = fileURLToPath(new URL('../../../vectors/expressions', import.meta.url))

/** What was recorded for one expression over some rows; a literal one has one row without fields. */
interface Recorded {
  file: string
  expr: string
  columns?: Record<string, string>
  rows: Record<string, Json>[]
  expected: Expected
  /** The same without folding, where that gave something else. */
  onColumns?: Expected
}
type Expected = { type: string; values: Json[] } | { error: string }

/** Recorded results that we do not give, each with the reason; `docs/differences.md` says more. */
const ACCEPTED: Record<string, string> = {
  'ARRAY[1, 2, 3][4]': 'folding gives -1 where a column gives NULL',
  "MAP['a', 1]['z']": 'folding gives -1 where a column gives NULL',
  'GREATEST(i, c)': 'a NULL beside a DECIMAL ends the job',
  'PERCENTILE(1, 0.5)': 'an aggregate over one row',
}

interface Entry {
  expr: string
  columns?: Record<string, string>
  row?: Record<string, Json>
  type?: string
  value?: Json
  values?: Json[]
  error?: string
  onColumns?: { type?: string; value?: Json; error?: string }
}

const expectedOf = (entry: { type?: string; value?: Json; values?: Json[]; error?: string }): Expected =>
  entry.error !== undefined
    ? { error: entry.error }
    : { type: entry.type!, values: entry.values ?? [entry.value ?? null] }

function recorded(): Recorded[] {
  return readdirSync(FOLDER).flatMap((file): Recorded[] => {
    const content = JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as
      | Entry[]
      | { columns: Record<string, string>; rows: Record<string, Json>[]; expressions: Entry[] }
    if (!Array.isArray(content)) {
      const { columns, rows, expressions } = content
      return expressions.map((entry) => ({ file, expr: entry.expr, columns, rows, expected: expectedOf(entry) }))
    }
    return content.map((entry) => ({
      file,
      expr: entry.expr,
      ...(entry.columns && { columns: entry.columns }),
      rows: [entry.row ?? {}],
      expected: expectedOf(entry),
      ...(entry.onColumns && { onColumns: expectedOf(entry.onColumns) }),
    }))
  })
}

type Verdict = 'passed' | 'not covered' | { differs: string }

function judge({ expr, columns = {}, rows, expected, onColumns }: Recorded): Verdict {
  const fields: RowType = Object.entries(columns).map(([name, type]) => ({ name, ...typeOf(type) }))
  const { expr: typed, problems } = checkText(expr, { fields })
  if (!typed) {
    if ('error' in expected) return 'passed'
    const missing = problems.some(({ code }) => code === 'function-not-found')
    return missing ? 'not covered' : { differs: `refused: ${problems[0]?.message}` }
  }
  const input = { fields, rows: rows.map((row) => fields.map(({ name, type }) => recordedInput(row[name], type))) }
  const runs = { interpreted: interpretedOutcomes(typed, input.rows), generated: generatedOutcomes(typed, input) }
  for (const [how, outcomes] of Object.entries(runs)) {
    const differs = difference(typed, expr, outcomes, expected)
    if (differs && (!onColumns || differsUnfolded(typed, expr, outcomes, { expected, onColumns })))
      return { differs: `${how}: ${differs}` }
  }
  return 'passed'
}

/** The contract of a literal whose folding differs is the unfolded value, in the literal's type where it has one. */
function differsUnfolded(
  typed: Typed,
  expr: string,
  outcomes: readonly Outcome[],
  { expected, onColumns }: { expected: Expected; onColumns: Expected },
): string | undefined {
  if ('error' in onColumns) return difference(typed, expr, outcomes, onColumns)
  return 'error' in expected
    ? difference({ ...typed, nullable: true }, expr, outcomes, onColumns)
    : difference(typed, expr, outcomes, { ...onColumns, type: expected.type })
}

function difference(typed: Typed, expr: string, outcomes: readonly Outcome[], expected: Expected): string | undefined {
  if ('error' in expected) {
    // Flink derives NOT NULL, computes NULL and fails when the row leaves the job; we give the NULL.
    if (expected.error.includes('EnforcerException') && outcomes.every((o) => 'value' in o && o.value === null)) return
    return outcomes.some((outcome) => 'failed' in outcome) ? undefined : `did not fail: ${show(outcomes)}`
  }
  const known = outcomes.some((o) => 'value' in o && o.value === null) ? { ...typed, nullable: true } : typed
  if (!isRecordedType(typed, expected.type) && !isRecordedType(known, expected.type))
    return `type ${formatTyped(typed)}, recorded ${expected.type}`
  for (const [at, outcome] of outcomes.entries()) {
    if ('failed' in outcome) return `failed: ${outcome.failed}`
    const actual = recordedForm(outcome.value, typed.type, STILL.zone)
    if (!equalsRecorded(actual, expected.values[at]!, typed.type, expr))
      return `row ${at}: ${JSON.stringify(actual)}, recorded ${JSON.stringify(expected.values[at])}`
  }
  return undefined
}

const show = (outcomes: readonly Outcome[]) =>
  JSON.stringify(outcomes, (_, value) => (typeof value === 'bigint' ? String(value) : value))

test('every recorded expression has its recorded value and type', () => {
  const counts = { passed: 0, differ: 0, uncovered: 0 }
  const surprises: string[] = []
  const seen = new Set<string>()
  for (const entry of recorded()) {
    const verdict = judge(entry)
    if (verdict === 'passed') counts.passed++
    else if (verdict === 'not covered') {
      counts.uncovered++
      surprises.push(`${entry.file}: ${entry.expr}: not covered`)
    } else if (ACCEPTED[entry.expr]) {
      counts.differ++
      seen.add(entry.expr)
    } else surprises.push(`${entry.file}: ${entry.expr}: ${verdict.differs}`)
  }
  process.stdout.write(
    `expressions: ${counts.passed} passed, ${counts.differ} differ as documented, ${counts.uncovered} not covered\n`,
  )
  expect(surprises).toEqual([])
  expect(Object.keys(ACCEPTED).filter((expr) => !seen.has(expr))).toEqual([])
})
