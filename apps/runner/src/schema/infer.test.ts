import { parseType } from '@millrace/language'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inferSchema } from './infer.ts'

const typesOf = (...samples: object[]) =>
  Object.fromEntries(
    inferSchema(samples.map((sample) => JSON.stringify(sample))).fields.map(({ name, type }) => [name, type]),
  )

test('the narrowest type that holds all samples', () => {
  expect(
    typesOf(
      {
        id: 1,
        big: 5_000_000_000,
        price: 1.5,
        paid: true,
        name: 'a',
        day: '2026-01-01',
        tags: ['x'],
        at: '2026-01-01T10:00:00Z',
        local: '2026-01-01T10:00:00',
        odd: 1,
        deep: { a: 1 },
      },
      {
        id: 2,
        big: 1,
        price: 2,
        paid: false,
        name: 'b',
        day: '2026-01-02',
        tags: [],
        at: '2026-01-01T10:00:01Z',
        local: '2026-01-01T10:00:01',
        odd: 'x',
        deep: { a: 2, b: 'y' },
      },
    ),
  ).toEqual({
    id: 'INT',
    big: 'BIGINT',
    price: 'DOUBLE',
    paid: 'BOOLEAN',
    name: 'STRING',
    day: 'DATE',
    tags: 'ARRAY<STRING>',
    at: 'TIMESTAMP_LTZ(3)',
    local: 'TIMESTAMP(3)',
    odd: 'JSON',
    deep: 'ROW<`a` INT, `b` STRING>',
  })
})

test('a field that is missing somewhere is nullable, and is no event time', () => {
  const { fields, eventTimes } = inferSchema([
    '{"ts": 1767225600000, "seen": "2026-01-01T00:00:00", "a": 1}',
    '{"ts": 1767225599000, "a": null}',
    'no json',
    '[1]',
  ])
  expect(fields.map(({ name, nullable }) => [name, nullable])).toEqual([
    ['ts', false],
    ['seen', true],
    ['a', true],
  ])
  expect(eventTimes).toEqual([
    { field: 'ts', type: 'TIMESTAMP_LTZ(3)', earliest: 1767225599000, latest: 1767225600000, disorderMs: 1000 },
  ])
})

test('of several times the one that sounds like an event comes first', () => {
  const { eventTimes } = inferSchema([
    '{"stored": "2026-01-01T00:00:00", "order_time": "2026-01-01T00:00:00", "event_time": "2026-01-01T00:00:00"}',
  ])
  expect(eventTimes.map(({ field }) => field)).toEqual(['event_time', 'order_time', 'stored'])
})

test('whatever the samples are, every proposed type is one', () => {
  fc.assert(
    fc.property(
      fc.array(fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 5 }), {
        maxLength: 6,
      }),
      (samples) => {
        const { fields } = inferSchema(samples.map((sample) => JSON.stringify(sample)))
        for (const { type } of fields) expect(() => parseType(type), type).not.toThrow()
        expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length)
      },
    ),
    { numRuns: Number(process.env.MILLRACE_RUNS ?? 200) },
  )
})
