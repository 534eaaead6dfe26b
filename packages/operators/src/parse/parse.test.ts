import type { Change } from '@millrace/algebra/reference'
import type { Json } from '@millrace/language'
import { everyWay, planOfOperator, RUNS } from '@millrace/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const schema = [
  { name: 'a', type: 'INT' },
  { name: 'b', type: 'STRING' },
  { name: 'c', type: 'DECIMAL(6, 2)' },
  { name: 'd', type: 'TIMESTAMP(3)' },
]
const given = { schema: { id: 'INT', text: 'STRING' } }
const planOf = (format: Json, more: { [key: string]: Json } = {}) =>
  planOfOperator('parse', { field: 'text', format, schema, ...more }, given)
const rowsOf = (texts: readonly (string | null)[]): Change[] =>
  texts.map((text, id) => ({ kind: '+I', row: [id, text] }))

const formats: Record<string, { format: Json; texts: fc.Arbitrary<string> }> = {
  json: {
    format: { type: 'json' },
    texts: fc.oneof(
      fc
        .dictionary(
          fc.constantFrom('a', 'b', 'c', 'd', 'other'),
          fc.oneof(
            fc.constantFrom<Json>(null, 7, '7', 5.75, 'x"y\\z\n', '2026-01-01 10:00:00', 1767261600000, true, [
              1,
              { k: 'v' },
            ]),
            fc.string({ maxLength: 4 }),
          ),
        )
        .map((value) => JSON.stringify(value)),
      fc.constantFrom('', '[]', '{"a":}', '{"a":1}x', 'null', '{"b":"\\u0041\\ud83d\\ude00"}'),
    ),
  },
  csv: {
    format: { type: 'csv' },
    texts: fc
      .array(fc.constantFrom('1', ' 2 ', '', 'x', '"q,""r"""', '3.14', '2026-01-01T10:00:00.000', '"', '"a"b'), {
        maxLength: 5,
      })
      .map((values) => values.join(',')),
  },
  'key-value': {
    format: { type: 'key-value' },
    texts: fc
      .array(
        fc.constantFrom(
          'a=1',
          'b=x',
          'b="y z"',
          'b="\\"',
          'c=2.5',
          'c=',
          'd=2026-01-01',
          'other=1',
          'a',
          'b="p"q',
          '=',
          'a=x',
        ),
        {
          maxLength: 5,
        },
      )
      .chain((pairs) => fc.constantFrom(' ', '  ').map((between) => pairs.join(between))),
  },
  regex: {
    format: { type: 'regex', pattern: '(\\d+)([a-z]*)(?:/([^/]*))?(?:@(.*))?$' },
    texts: fc.constantFrom('1x', '22/3.50', '7abc/1@2026-01-01 00:00:00', '5/x', 'none', '', '9@', '99999999999'),
  },
}

describe.each(Object.entries(formats))('%s', (_, { format, texts }) => {
  test('engine and reference interpreter read and reject the same', async () => {
    const plan = planOf(format)
    const some = fc.array(fc.option(texts, { freq: 8, nil: null }), { maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(some, async (texts) => {
        const out = await everyWay(plan, rowsOf(texts), [2])
        for (const [way, found] of Object.entries(out.engine)) expect(found, way).toEqual(out.reference)
        const ids = out.reference.map(({ row }) => row[0])
        const rejected = await everyWay(plan, rowsOf(texts), [], 'it.rejected')
        for (const found of Object.values(rejected.engine))
          expect(found.map(({ row }) => row.slice(0, 2))).toEqual(rejected.reference.map(({ row }) => row.slice(0, 2)))
        expect([...ids, ...rejected.reference.map(({ row }) => row[0])].sort()).toEqual(texts.map((_, id) => id).sort())
      }),
      { numRuns: Math.ceil(RUNS / 2) },
    )
  })
})

test.each([
  ['json', '{"a":', 'The record ends too early.'],
  ['json', '{"a":"many"}', 'Field `a`: "many" is not a INT.'],
  ['csv', '1,x', 'The line has 2 values, 4 are expected.'],
  ['key-value', 'a=1 nothing', '"nothing" is no key with a value.'],
  ['key-value', 'b="open', 'A quoted value is not closed.'],
  ['regex', 'none', 'The text does not match the pattern.'],
])('%s: %s is rejected with a reason', async (type, text, reason) => {
  const { engine } = await everyWay(planOf(formats[type]!.format), rowsOf([text]), [], 'it.rejected')
  expect(engine['whole batches']).toEqual([{ kind: '+I', row: [0, text, reason] }])
})

test('the job fails when it is told to', async () => {
  await expect(everyWay(planOf({ type: 'json' }, { onBadRecord: 'fail' }), rowsOf(['{']), [])).rejects.toThrow(
    'cannot be read',
  )
})

test('a pattern must have a group for each field', () => {
  expect(() => planOf({ type: 'regex', pattern: '(a)(b)' })).toThrow('2 groups for 4 fields')
  expect(() => planOf({ type: 'regex', pattern: '(a' })).toThrow('parse-pattern')
})
