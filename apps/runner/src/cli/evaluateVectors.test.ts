/** `millrace eval --file` over every recorded expression: one line for each, with Flink's value or a reason why not. */

import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fromJson, type Json, typeOf, UTC } from '@millrace/language'
import { recordedForm } from '@millrace/language/testing/recorded'
import { expect, test } from 'vitest'
import { finished } from '../testing/commandLine.ts'

const FOLDER = fileURLToPath(new URL('../../../../vectors/expressions', import.meta.url))

/** What the language's own test lists with its reasons. */
const DIFFERENT = ['ARRAY[1, 2, 3][4]', "MAP['a', 1]['z']", 'GREATEST(i, c)', 'PERCENTILE(1, 0.5)']

interface Line {
  expr: string
  schema: { name: string; type: string }[]
  rows: Record<string, Json>[]
  expected: { type: string; values: Json[] } | { error: string }
}

type Entry = {
  expr: string
  columns?: Record<string, string>
  row?: Record<string, Json>
  type: string
  error?: string
  value?: Json
  values?: Json[]
  onColumns?: Entry
}

/** Without those whose folding Flink gets differently from the same over columns. */
function recorded(): Line[] {
  return readdirSync(FOLDER).flatMap((file): Line[] => {
    const content = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'))
    const list: Entry[] = Array.isArray(content) ? content : content.expressions
    return list
      .filter(({ onColumns }) => !onColumns)
      .map(({ expr, columns = content.columns ?? {}, row, type, error, value, values }) => ({
        expr,
        schema: Object.entries(columns as Record<string, string>).map(([name, type]) => ({ name, type })),
        rows: content.rows ?? (row ? [row] : []),
        expected: error === undefined ? { type, values: values ?? [value ?? null] } : { error },
      }))
  })
}

/** A value of the command line as the recordings write it. */
function asRecorded(json: Json, typeText: string): Json {
  const { type } = typeOf(typeText.replaceAll('JSON', 'STRING'))
  return recordedForm(fromJson(json, type), type, UTC)
}

const characters = (json: Json) => JSON.stringify(typeof json === 'string' ? [...json].sort() : json)
const near = (a: Json, b: Json) =>
  typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) <= 1e-6 * Math.abs(b)
const trimmed = (json: Json) => (typeof json === 'string' ? json.replace(/0+$/, '') : json)

/** The comparison to the last digit is the language's own test; here the form of the lines counts. */
const same = (a: Json, b: Json) =>
  JSON.stringify(a) === JSON.stringify(b) || near(a, b) || trimmed(a) === trimmed(b) || characters(a) === characters(b)

test('every recorded expression comes out with its value, one line for one line', async () => {
  const entries = recorded()
  const folder = await mkdtemp(join(tmpdir(), 'millrace-eval-'))
  try {
    const file = join(folder, 'expressions.ndjson')
    await writeFile(file, entries.map(({ expr, schema, rows }) => JSON.stringify({ expr, schema, rows })).join('\n'))
    const { code, out } = await finished(['eval', '--file', file])
    const answers = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, Json>)
    expect([code, answers.length]).toEqual([0, entries.length])
    const wrong = entries.filter(({ expected }, i) => {
      const answer = answers[i]!
      if ('error' in expected) return typeof answer.error !== 'string' || typeof answer.message !== 'string'
      const values = answer.values as Json[] | undefined
      if (!values || typeof answer.type !== 'string') return true
      return !expected.values.every((value, k) => same(asRecorded(values[k]!, answer.type as string), value))
    })
    expect(entries.length).toBeGreaterThan(1900)

    expect(wrong.map(({ expr }) => expr).filter((expr) => !DIFFERENT.includes(expr))).toEqual([])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}, 120_000)
