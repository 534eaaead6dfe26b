/**
 * Random texts give a diagnostic or a value; never a crash, a hang or a touched prototype.
 *
 * A few thousand texts by default; MILLRACE_RUNS says how many, FUZZ_SEED which.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { checkText, type Scope } from './check.ts'
import { catalogue } from './functions/catalogue.ts'
import { parseType, typeOf } from './syntax/parseType.ts'
import { generatedOutcomes, interpretedOutcomes } from './testing/evaluate.ts'
import type { Row, Value } from './value.ts'

const RUNS = Number(process.env.MILLRACE_RUNS ?? 3000)
const SEED = Number(process.env.FUZZ_SEED ?? 20261121)
const FOLDER = fileURLToPath(new URL('../../../vectors/expressions', import.meta.url))

const scope: Scope = {
  fields: [
    { name: 'i', ...typeOf('INT') },
    { name: 'l', ...typeOf('BIGINT NOT NULL') },
    { name: 'm', ...typeOf('DECIMAL(20, 4)') },
    { name: 'd', ...typeOf('DOUBLE') },
    { name: 's', ...typeOf('STRING') },
    { name: 'b', ...typeOf('BOOLEAN') },
    { name: 't', ...typeOf('TIMESTAMP(3)') },
    { name: 'day', ...typeOf('DATE') },
    { name: 'a', ...typeOf('ARRAY<STRING>') },
    { name: 'o', ...typeOf('MAP<STRING, INT>') },
    { name: 'r', ...typeOf('ROW<x INT, `__proto__` STRING>') },
    { name: 'y', ...typeOf('BYTES') },
    { name: '__proto__', ...typeOf('INT') },
    { name: 'constructor', ...typeOf('STRING') },
  ],
}
const rows: Row[] = [
  [
    ...[7, 9007199254740993n, 12345678, 2.5, 'Grüße 😀', true, 1_700_000_000_123, 19000],
    ...[['a', null], [['k', 1]], [1, 'p'], Uint8Array.of(1, 255), 3, 'c'],
  ] as Value[],
  [null, -5, null, Number.NaN, '', null, null, null, [], [], [null, null], null, null, null],
]

/** Small, fast and the same everywhere (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const written: readonly string[] = [
  ...catalogue.flatMap(({ examples }) => examples.map(([text]) => text)),
  ...readdirSync(FOLDER).flatMap((file) =>
    [...readFileSync(`${FOLDER}/${file}`, 'utf8').matchAll(/"expr":\s*("(?:[^"\\]|\\.)*")/g)].map(
      ([, text]) => JSON.parse(text!) as string,
    ),
  ),
]

const NAMES = catalogue.flatMap(({ name, aliases }) => [name, ...(aliases ?? [])])
const WORDS = [
  ...scope.fields.map(({ name }) => name),
  ...NAMES.map((name) => `${name}(`),
  ...'( ) , [ ] . + - * / % || = <> < > <= >= AND OR NOT IS NULL TRUE FALSE CASE WHEN THEN ELSE END BETWEEN IN LIKE CAST( AS'.split(
    ' ',
  ),
  ...[
    "'",
    "''",
    "'a'",
    "'%'",
    "'(a+)+'",
    "'[[:alpha:]'",
    "'\\\\'",
    '`',
    '"',
    '--',
    '/*',
    '*/',
    ';',
    '\n',
    '😀',
    '\u0000',
    '\ud800',
  ],
  ...[
    '0',
    '1',
    '-1',
    '2147483647',
    '9223372036854775807',
    '99999999999999999999',
    '1e308',
    '1e-400',
    '0.5',
    '.5',
    '5.',
    '1e',
    "X'0'",
  ],
  ...[
    'INT',
    'STRING',
    'DECIMAL(38, 38)',
    'ARRAY<INT>',
    'ROW<a INT>',
    'TIMESTAMP(9)',
    "INTERVAL '1' DAY",
    "DATE '9999-12-31'",
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty(',
    'prototype',
    '$1',
    '`__proto__`',
    "'$.a.b[*]'",
    '\'{"a":1}\'',
  ],
]

class Source {
  readonly random: () => number
  constructor(seed: number) {
    this.random = randomOf(seed)
  }
  below(bound: number): number {
    return Math.floor(this.random() * bound)
  }
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!
  }

  text(): string {
    const kind = this.below(10)
    if (kind === 0) return this.characters()
    if (kind <= 3) return this.soup()
    if (kind <= 6) return this.mutated()
    return this.combined()
  }

  private characters(): string {
    return Array.from({ length: this.below(30) }, () =>
      String.fromCharCode(this.below(this.pick([128, 1024, 65536]))),
    ).join('')
  }

  private soup(): string {
    return Array.from({ length: 1 + this.below(12) }, () => this.pick(WORDS)).join(this.pick(['', ' ', ' ']))
  }

  /** What somebody may have written, with pieces left out, doubled or replaced. */
  private mutated(): string {
    let text = this.pick(written)
    for (let edits = 1 + this.below(3); edits > 0; edits--) {
      const at = this.below(text.length + 1)
      const length = this.below(4)
      const kind = this.below(3)
      const piece = kind === 0 ? '' : kind === 1 ? this.pick(WORDS) : text.slice(at, at + length).repeat(2)
      text = text.slice(0, at) + piece + text.slice(at + length)
    }
    return text
  }

  /** An expression in place of a literal or a field of another. */
  private combined(): string {
    const places = /'[^']*'|\b\d+(\.\d+)?\b|\b[a-z]\b/g
    return this.pick(written).replace(places, (found) => {
      if (this.below(3) > 0) return found
      return this.below(2) === 0 ? this.pick(scope.fields).name : `(${this.pick(written)})`
    })
  }
}

const guarded = [Object, Array, Function, String, Number, Boolean, Map, Set, Error, RegExp, Uint8Array, BigInt, Date]
const stateOf = () =>
  guarded.map(({ name, prototype }) => {
    const properties = Object.getOwnPropertyDescriptors(prototype)
    return [name, Reflect.ownKeys(properties).map(String).join()]
  })

const shown = (outcomes: unknown) =>
  JSON.stringify(outcomes, (_, value) =>
    typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value)) || Object.is(value, -0)
      ? Object.is(value, -0)
        ? '-0'
        : String(value)
      : value,
  )

function checkOne(text: string): 'refused' | 'evaluated' {
  const { expr, problems } = checkText(text, scope)
  for (const { message, code, span, fixes } of problems) {
    if (message === '' || code === '') throw new Error('A problem without words.')
    for (const [from, to] of [span ?? [0, 0], ...(fixes ?? []).map((fix) => fix.span)])
      if (!(from >= 0 && from <= to && to <= text.length)) throw new Error(`A problem outside of the text: ${code}.`)
  }
  if (!expr) {
    if (!problems.some(({ severity }) => severity === 'error')) throw new Error('Refused without a reason.')
    return 'refused'
  }
  const interpreted = shown(interpretedOutcomes(expr, rows))
  const generated = shown(generatedOutcomes(expr, { fields: scope.fields, rows }))
  // A seed gives a sequence, and what is not evaluated by one of them takes no number from it.
  if (interpreted !== generated && !/\bRAND/i.test(text)) throw new Error(`${interpreted} and ${generated} generated.`)
  return 'evaluated'
}

test(`${RUNS} random texts give a diagnostic or a value, the same one by both ways`, { timeout: 3_600_000 }, () => {
  const before = stateOf()
  const source = new Source(SEED)
  const counts = { refused: 0, evaluated: 0 }
  const crashes = new Map<string, string>()
  for (let run = 0; run < RUNS && crashes.size < 20; run++) {
    const text = source.text()
    try {
      counts[checkOne(text)]++
    } catch (problem) {
      const { message, stack } = problem as Error
      crashes.set(
        message,
        `${JSON.stringify(text)} (run ${run} of seed ${SEED}): ${stack?.split('\n').slice(0, 4).join('')}`,
      )
    }
  }
  expect([...crashes.values()]).toEqual([])
  process.stdout.write(`fuzz: ${counts.refused} refused, ${counts.evaluated} evaluated, seed ${SEED}\n`)
  expect(stateOf()).toEqual(before)
  expect(Object.keys({})).toEqual([])
  expect(counts.evaluated).toBeGreaterThan(RUNS / 50)
})

test('random types give a diagnostic or a type', () => {
  const source = new Source(SEED)
  const words = [
    'INT',
    'ARRAY<',
    'MAP<',
    'ROW<',
    '>',
    ',',
    '(',
    ')',
    '38',
    '2147483648',
    'a',
    'NOT NULL',
    'DECIMAL',
    'TIMESTAMP',
    'WITH',
    'ZONE',
    "'",
  ]
  for (let run = 0; run < RUNS; run++) {
    const text = Array.from({ length: 1 + source.below(8) }, () => source.pick(words)).join(' ')
    const { typed, problems } = parseType(text)
    expect(typed !== undefined || problems.length > 0).toBe(true)
  }
})

/** Patterns on which a machine that goes back takes longer than there is time, by any function that takes one. */
const HOSTILE = [
  '(a+)+$',
  '(a|a)*$',
  '(a|aa)+$',
  '(.*a){25}$',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '(x+x+)+y',
  'a*a*a*a*a*a*a*b',
]

test.each(HOSTILE)('the pattern %s takes linear time', (pattern) => {
  const text = 'a'.repeat(50_000)
  for (const call of [
    `REGEXP(s, '${pattern}')`,
    `REGEXP_EXTRACT(s, '${pattern}', 0)`,
    `REGEXP_REPLACE(s, '${pattern}', '')`,
    `REGEXP_COUNT(s, '${pattern}')`,
    `s SIMILAR TO '${pattern.replaceAll('.*', '%').replaceAll(/[.^$]/g, '')}'`,
    `s LIKE '${'%a'.repeat(200)}b'`,
  ]) {
    const { expr, problems } = checkText(call, scope)
    expect(problems).toEqual([])
    const row = rows[0]!.map((value, at) => (at === 4 ? `${text}!` : value))
    expect(interpretedOutcomes(expr!, [row])).toHaveLength(1)
  }
})

test.each([
  '('.repeat(100_000),
  `${'('.repeat(30_000)}1${')'.repeat(30_000)}`,
  '- '.repeat(20_000),
  'NOT '.repeat(10_000),
  '1 + '.repeat(10_000),
  `${'1 + '.repeat(12_000)}1`,
  'a['.repeat(10_000),
  'r.'.repeat(20_000),
  'CASE '.repeat(8_000),
  'CAST('.repeat(9_000),
  'ARRAY['.repeat(8_000),
  "'".repeat(49_999),
  '"'.repeat(49_999),
  '/*'.repeat(20_000),
  '（'.repeat(49_000),
  `IN (${'1,'.repeat(20_000)}1)`,
  `i IN (${'1,'.repeat(20_000)}1)`,
])('a text without measure is read or refused: %#', (text) => {
  expect(['refused', 'evaluated']).toContain(checkOne(text))
})

test.each([
  "REPEAT('x', 2147483647)",
  "REPEAT(REPEAT('x', 100000), 100000)",
  "LPAD('x', 2147483647, 'y')",
  "RPAD('x', 2147483647, 'y')",
  "PRINTF('%2147483647d', 1)",
  "PRINTF('%.2147483647f', 1e0)",
  "REPLACE(REPEAT('x', 100000), 'x', REPEAT('y', 100000))",
  "REGEXP_REPLACE(REPEAT('x', 100000), 'x', REPEAT('y', 100000))",
  "TRANSLATE(REPEAT('x', 1000000), 'x', 'y')",
  "OVERLAY('abc' PLACING 'x' FROM 2147483647)",
  'ROUND(1.5, 2147483647)',
  'TRUNCATE(1e300, -2147483647)',
  "TIMESTAMP '9999-12-31 00:00:00' + INTERVAL '99' YEAR",
  'POWER(10, 400)',
  'CAST(1e308 AS DECIMAL(38, 0))',
])('a value without measure is made or refused: %s', (text) => {
  expect(['refused', 'evaluated']).toContain(checkOne(text))
})

/** Each of them takes milliseconds where it goes once through its text, and half a minute where it does so at every step. */
test.each([
  ["INSTR(s, 'a', 1, 1000000)", 'ä😀a'.repeat(20_000)],
  ["INSTR(s, '', 1, 2147483647)", 'a'],
  ["INSTR(s, '', -1, 2147483647)", 'a'],
  [
    "CARDINALITY(ARRAY_UNION(ARRAY_DISTINCT(SPLIT(s, ',')), SPLIT(s, ',')))",
    Array.from({ length: 50_000 }, (_, i) => i).join(),
  ],
  [
    "CARDINALITY(ARRAY_EXCEPT(SPLIT(s, ','), ARRAY_INTERSECT(SPLIT(s, ','), SPLIT(s, ','))))",
    Array.from({ length: 50_000 }, (_, i) => i).join(),
  ],
  ["CARDINALITY(STR_TO_MAP(s, ';', ':'))", Array.from({ length: 50_000 }, (_, i) => `${i}:x`).join(';')],
])('%s of a long text takes no longer than reading it a few times', { timeout: 2000 }, (text, s) => {
  const { expr } = checkText(text, scope)
  const row = rows[0]!.map((value, at) => (at === 4 ? s : value))
  expect(interpretedOutcomes(expr!, [row])).toHaveLength(1)
})

test.each([
  `JSON_VALUE(s, '$${'[?(@'.repeat(8_000)}.a${')]'.repeat(8_000)}')`,
  `DATE_FORMAT(t, '${'['.repeat(20_000)}yyyy${']'.repeat(20_000)}')`,
  `TO_TIMESTAMP(s, '${'['.repeat(20_000)}yyyy${']'.repeat(20_000)}')`,
  `s SIMILAR TO '${'('.repeat(20_000)}a${')'.repeat(20_000)}'`,
  `REGEXP(s, '${'('.repeat(20_000)}a${')'.repeat(20_000)}')`,
])('what is nested without measure in a literal is read or refused: %#', (text) => {
  expect(['refused', 'evaluated']).toContain(checkOne(text))
})
