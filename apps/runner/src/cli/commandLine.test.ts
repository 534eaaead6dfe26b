import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { finished, millrace } from '../testing/commandLine.ts'
import { countedRows, expectedWindows, readWindows } from '../testing/countedRows.ts'

const FLIGHTS = fileURLToPath(new URL('../../../../examples/flight-delays.json', import.meta.url))
const DATA = fileURLToPath(new URL('../../../../data/flights.ndjson', import.meta.url))

const README = fileURLToPath(new URL('../../../../README.md', import.meta.url))

let folder: string
let files = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-cli-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const at = (name: string) => join(folder, name)
const lines = async (path: string) =>
  (await readFile(path, 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>)

async function write(content: unknown, name = `f${files++}`): Promise<string> {
  await writeFile(at(name), typeof content === 'string' ? content : JSON.stringify(content))
  return at(name)
}

/** Rows by key, as an upsert source; a filter makes updates of them. */
const accounts = (more: object = {}) => ({
  millrace: 1,
  name: 'accounts',
  nodes: {
    accounts: {
      type: 'file-source',
      config: {
        path: 'accounts.ndjson',
        schema: [
          { name: 'id', type: 'INT NOT NULL' },
          { name: 'amount', type: 'INT' },
        ],
        primaryKey: ['id'],
      },
    },
    large: { type: 'filter', config: { condition: 'amount >= 10' } },
    out: { type: 'file-sink', config: { path: 'large.ndjson' } },
  },
  edges: [
    { from: 'accounts.out', to: 'large.in' },
    { from: 'large.out', to: 'out.in' },
  ],
  ...more,
})

describe('check', () => {
  test('a document without problems ends with 0', async () => {
    expect(await finished(['check', FLIGHTS])).toMatchObject({ code: 0, out: 'No problems.\n' })
  })

  test('problems have place and remedy; an error ends with 1', async () => {
    const path = await write(accounts({ edges: [{ from: 'accounts.out', to: 'large.in' }] }))
    const bad = await write(JSON.stringify(accounts()).replace('amount >= 10', 'amont >= 10'))
    expect(await finished(['check', path])).toMatchObject({
      code: 1,
      out: expect.stringContaining('error in out: Nothing is connected to the input `in`.'),
    })
    expect((await finished(['check', bad])).out).toBe(
      [
        'error in large: condition: Field `amont` is not in the input.',
        '    amont >= 10',
        '    ^^^^^',
        '  → Did you mean `amount`?',
        '',
        '1 error',
        '',
      ].join('\n'),
    )
  })

  test('a file that is no JSON, or not there, is a problem and no crash', async () => {
    expect(await finished(['check', await write('{ nodes')])).toMatchObject({
      code: 1,
      out: expect.stringContaining('is not readable JSON'),
    })
    expect(await finished(['check', at('nowhere.json')])).toMatchObject({
      code: 1,
      out: expect.stringContaining('is not there'),
    })
  })
})

describe('run', () => {
  test('flight delays equal a recomputation from the file', async () => {
    const { code, err } = await finished(['run', FLIGHTS, '--sink', `show=${at('worst.ndjson')}`])
    expect(code, err).toBe(0)
    const flights = (await lines(DATA)) as { departure: string; origin: string; delay: number }[]
    const groups = Map.groupBy(
      flights.filter(({ delay }) => delay > 0),
      ({ departure }) => departure.slice(0, 13),
    )
    const expected = [...groups].flatMap(([hour, inHour]) =>
      [...Map.groupBy(inHour, ({ origin }) => origin)]
        .map(([origin, list]) => ({
          origin,
          hour,
          flights: list.length,
          mean_delay: Math.trunc(list.reduce((sum, { delay }) => sum + delay, 0) / list.length),
          worst: Math.max(...list.map(({ delay }) => delay)),
        }))
        .filter((group) => group.flights >= 2)
        .sort((a, b) => b.mean_delay - a.mean_delay || (a.origin < b.origin ? -1 : 1))
        .slice(0, 5)
        .map((group, i) => ({ ...group, rank: i + 1 })),
    )
    const found = (await lines(at('worst.ndjson'))).map(({ window_start, window_end, window_time, ...rest }) => ({
      ...rest,
      hour: String(window_start).slice(0, 13),
    }))
    const text = (row: object) => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))
    expect(expected.length).toBeGreaterThan(600)
    expect(found.map(text).sort()).toEqual(expected.map(text).sort())
  })

  test('values of every type go from a file through expressions to taps and sinks', async () => {
    const types = {
      b: ['BOOLEAN', true],
      ti: ['TINYINT', -128],
      si: ['SMALLINT', 300],
      i: ['INT', 7],
      bi: ['BIGINT', '9223372036854775807'],
      f: ['FLOAT', 1.5],
      d: ['DOUBLE', 0.1],
      de: ['DECIMAL(38, 10)', '1234567890123456789012345678.0123456789'],
      s: ['STRING', 'é😀'],
      by: ['BYTES', 'AAEC/w=='],
      da: ['DATE', '2024-02-29'],
      t: ['TIME(3)', '12:34:56.789'],
      ts: ['TIMESTAMP(3)', '2024-02-29T12:00:00.123'],
      tl: ['TIMESTAMP_LTZ(3)', '2024-02-29T12:00:00.123Z'],
      iv: ['INTERVAL DAY TO SECOND', '+1 02:03:04.567'],
      a: ['ARRAY<INT>', [1, null, 3]],
      m: ['MAP<STRING, BIGINT>', { k: 5 }],
      r: ['ROW<x INT, y STRING>', { x: 1, y: 'z' }],
      j: ['JSON', { any: [1, 'two', null] }],
      jt: ['JSON', 'text'],
    } satisfies Record<string, [type: string, value: unknown]>
    const schema = Object.entries(types).map(([name, [type]]) => ({ name, type }))
    const row = Object.fromEntries(Object.entries(types).map(([name, [, value]]) => [name, value]))
    const nulls = Object.fromEntries(Object.keys(types).map((name) => [name, null]))
    const columns = [
      { as: 'second', expr: 'a[2]' },
      { as: 'k', expr: "m['k']" },
      { as: 'x', expr: 'r.x' },
      { as: 'next', expr: "ts + INTERVAL '1' DAY" },
    ]
    const document = await write({
      millrace: 1,
      name: 'types',
      nodes: {
        all: { type: 'file-source', config: { path: 'types.ndjson', schema } },
        more: { type: 'compute', config: { columns } },
        out: { type: 'file-sink', config: { path: 'types-out.ndjson' } },
      },
      edges: [
        { from: 'all.out', to: 'more.in' },
        { from: 'more.out', to: 'out.in' },
      ],
    })
    await write(`${JSON.stringify(row)}\n{}\n`, 'types.ndjson')
    const tap = at('types-tap.ndjson')
    expect((await finished(['run', document, '--tap', `more.out=${tap}`])).code).toBe(0)
    const expected = [
      { ...row, second: null, k: 5, x: 1, next: '2024-03-01T12:00:00.123' },
      { ...nulls, second: null, k: null, x: null, next: null },
    ]
    expect(await lines(at('types-out.ndjson'))).toEqual(expected)
    expect(await lines(tap)).toEqual(expected)
  })

  test('fields lie at their paths in JSON records, also in rows that replace a connector', async () => {
    const bids = (schema: object[]) => ({
      millrace: 1,
      name: 'bids',
      nodes: {
        bids: { type: 'file-source', config: { path: 'bids.ndjson', schema } },
        out: { type: 'file-sink', config: { path: 'flat.ndjson' } },
      },
      edges: [{ from: 'bids.out', to: 'out.in' }],
    })
    const schema = [
      { name: 'price', type: 'INT', path: 'bid.price' },
      { name: 'auction', type: 'STRING', path: 'bid.at, auction.at' },
    ]
    const document = await write(bids(schema), 'bids.json')
    await write('{"bid":{"price":7,"at":"a"}}\n{"auction":{"at":"b"}}\n', 'bids.ndjson')
    expect((await finished(['run', document])).code).toBe(0)
    const expected = [
      { price: 7, auction: 'a' },
      { price: null, auction: 'b' },
    ]
    expect(await lines(at('flat.ndjson'))).toEqual(expected)
    const flat = await write('{"price":7,"auction":"a"}\n{"auction":{"at":"b"}}\n')
    const out = at('again.ndjson')
    expect((await finished(['run', document, '--source', `bids=${flat}`, '--sink', `out=${out}`])).code).toBe(0)
    expect(await lines(out)).toEqual(expected)

    const twice = await write(bids([schema[0]!, { name: 'bid', type: 'STRING' }]))
    expect(await finished(['check', twice])).toMatchObject({
      code: 1,
      out: expect.stringContaining('inside the other'),
    })
  })

  test('rows of an updating relation carry $kind, in sources, taps and sinks', async () => {
    const document = await write(accounts())
    const source = await write(
      [
        '{"id":1,"amount":5}',
        '{"id":1,"amount":15}',
        '{"$kind":"+U","id":1,"amount":20}',
        '{"id":2,"amount":30}',
        '{"$kind":"-D","id":1}',
      ].join('\n'),
    )
    const { code, err } = await finished([
      ...['run', document, '--source', `accounts=${source}`, '--sink', `out=${at('out.ndjson')}`],
      ...['--tap', `large.out=${at('tap.ndjson')}`, '--tap', `accounts.out=${at('in.ndjson')}`],
    ])
    expect(code, err).toBe(0)
    const expected = [
      { $kind: '+U', id: 1, amount: 15 },
      { $kind: '-U', id: 1, amount: 15 },
      { $kind: '+U', id: 1, amount: 20 },
      { $kind: '+I', id: 2, amount: 30 },
      { $kind: '-D', id: 1, amount: 20 },
    ]
    expect(await lines(at('out.ndjson'))).toEqual(expected)
    expect(await lines(at('tap.ndjson'))).toEqual(expected)
    expect((await lines(at('in.ndjson'))).map(({ $kind }) => $kind)).toEqual(['+I', '+I', '+U', '+I', '-D'])
  })

  test('--final gives the rows that are left', async () => {
    const document = await write(accounts())
    const source = await write(
      '{"id":1,"amount":15}\n{"id":2,"amount":30}\n{"id":1,"amount":3}\n{"id":3,"amount":40}\n{"id":3,"amount":41}',
    )
    const { code, err } = await finished([
      'run',
      document,
      '--source',
      `accounts=${source}`,
      '--sink',
      `out=${at('final.ndjson')}`,
      '--final',
    ])
    expect(code, err).toBe(0)
    expect(await lines(at('final.ndjson'))).toEqual([
      { id: 2, amount: 30 },
      { id: 3, amount: 41 },
    ])
  })

  test('the pipeline of the README runs, and says how many rows went where', async () => {
    const readme = await readFile(README, 'utf8')
    const document = await write(/```json\n(.*?)```/s.exec(readme)![1]!, 'readme.json')
    const { code, out, err } = await finished(['run', document])
    expect(code, err).toBe(0)
    const shown = out.trim().split('\n')
    const paid = Number(/paid +1,000 in +(\d+) out\n/.exec(err)?.[1])
    expect(paid).toBeGreaterThan(500)
    expect(err).toMatch(/^1,000 rows in/)
    expect(err).toMatch(new RegExp(`by-minute +${paid} in +${shown.length} out\n`))
    expect(err).toMatch(new RegExp(`show +${shown.length} in +0 out\n`))
  })

  test('paths of a document begin at its folder', async () => {
    await write('{"id":1,"amount":15}', 'accounts.ndjson')
    const { code, err } = await finished(['run', await write(accounts())])
    expect(code, err).toBe(0)
    expect(await lines(at('large.ndjson'))).toEqual([{ $kind: '+I', id: 1, amount: 15 }])
  })

  test('a run that fails names the node, what happened and what to do', async () => {
    const nodes = { ...accounts().nodes, large: { type: 'filter', config: { condition: '1 / amount > 0' } } }
    const document = await write(accounts({ nodes }))
    const source = await write('{"id":1,"amount":0}')
    const { code, err } = await finished([
      'run',
      document,
      '--source',
      `accounts=${source}`,
      '--sink',
      `out=${at('x')}`,
    ])
    expect(code).toBe(1)
    expect(err).toMatch(/^error in large: Division by zero\./m)
    expect(err).toMatch(/→ .*`failed`/)
  })

  test.each([
    [['--source', 'nobody=x'], /there is no source of this name\. The sources are: accounts/],
    [['--sink', 'nobody=x'], /there is no sink of this name\. The sinks are: out/],
    [['--tap', 'large.nope=x'], /there is no such port\. The ports are: .*large\.out/],
    [['--source', 'accounts'], /is written --source NAME=FILE/],
    [['--nonsense'], /nonsense/],
  ])('%j is refused with a remedy and code 2', async (args, message) => {
    const { code, err } = await finished(['run', await write(accounts()), ...args])
    expect(err).toMatch(message)
    expect(code).toBe(2)
  })

  test('a secret that is not set is named by its variable, and its value appears nowhere', async () => {
    const document = await write({
      millrace: 1,
      name: 'k',
      nodes: {
        k: { type: 'kafka-source', config: { connection: 'c', topic: 't', schema: [{ name: 'a', type: 'INT' }] } },
        d: { type: 'discard-sink' },
      },
      edges: [{ from: 'k.out', to: 'd.in' }],
    })
    const connections = await write({
      c: {
        type: 'kafka',
        brokers: ['127.0.0.1:1'],
        sasl: { mechanism: 'plain', username: 'u', password: { $secret: 'kafka-pw' } },
      },
    })
    const args = ['run', document, '--connections', connections]
    expect((await finished(args)).err).toMatch(/Set the environment variable MILLRACE_SECRET_KAFKA_PW/)
    const { code, out, err } = await finished(args, { MILLRACE_SECRET_KAFKA_PW: 'canary-4711' })
    expect(code).toBe(1)
    expect(out + err).not.toContain('canary-4711')
  })
})

/** A job that has taken a checkpoint runs, however long its process took to start. */
async function firstCheckpoint(folder: string): Promise<void> {
  while (!(existsSync(folder) && readdirSync(folder).some((name) => name.startsWith('checkpoint-')))) await sleep(20)
}

test('Ctrl-C ends with a checkpoint, and the same command goes on: no row is lost or doubled', async () => {
  const rows = 3000
  const document = await write(countedRows(rows))
  const args = ['run', document, '--checkpoints', at('checkpoints')]
  const first = millrace(args)
  await firstCheckpoint(at('checkpoints'))
  first.process.kill('SIGINT')
  const stopped = await first.ended
  expect(stopped.code, stopped.err).toBe(0)
  expect(stopped.err).toMatch(/Stopped\. The same command goes on from/)

  const second = millrace(args)
  await sleep(700)
  second.process.kill('SIGKILL')
  await second.ended

  const { code, err } = await finished(args)
  expect(code, err).toBe(0)
  expect(err).toMatch(/Going on from checkpoint/)
  expect(readWindows(await readFile(at('counted.ndjson'), 'utf8'))).toEqual(expectedWindows(rows))
})

describe('describe', () => {
  test('the catalogue as JSON has the configuration schema of every type', async () => {
    const { code, out } = await finished(['describe', '--json'])
    expect(code).toBe(0)
    const all = JSON.parse(out) as { type: string; kind: string; configuration: { type: string } }[]
    expect(all.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['filter', 'tumbling-window', 'kafka-source', 'file-sink']),
    )
    for (const { configuration } of all) expect(configuration.type).toBe('object')
  })

  test('one operator as text; a wrong name finds the nearest', async () => {
    expect((await finished(['describe', 'filter'])).out).toMatch(/condition \(string\)/)
    expect((await finished(['describe', 'lookup-join'])).out).toMatch(/expireAfterWrite \(string, optional\)/)
    expect(await finished(['describe', 'filtr'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Did you mean `filter`?'),
    })
  })
})

test('without a command there is the usage', async () => {
  expect(await finished([])).toMatchObject({ code: 2, out: expect.stringMatching(/^Usage: millrace COMMAND/) })
  expect(await finished(['runn', 'x'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('There is no command runn'),
  })
})

describe('eval', () => {
  test('prints type and value', async () => {
    expect((await finished(['eval', '1 + 2.50'])).out).toBe('DECIMAL(13, 2) NOT NULL\n"3.50"\n')
    const schema = ['--schema', 'amount DECIMAL(10,2), `user` STRING NOT NULL']
    const rows = ['--row', '{"amount":"1.50","user":"a"}', '--row', '{"user":"b"}']
    expect((await finished(['eval', 'amount * 2', ...schema, ...rows])).out).toBe('DECIMAL(21, 2)\n"3.00"\nnull\n')
  })

  test('a time zone decides what a wall clock shows', async () => {
    const args = ['eval', 'CAST(TO_TIMESTAMP_LTZ(0, 3) AS STRING)', '--time-zone', 'Asia/Shanghai']
    expect((await finished(args)).out).toMatch(/"1970-01-01 08:00:00\.000"/)
  })

  test('problems have a caret under their place, all of them', async () => {
    expect(await finished(['eval', 'amout + nme', '--schema', 'amount INT, name INT'])).toMatchObject({
      code: 1,
      out: [
        'error: Field `amout` is not in the input.',
        '    amout + nme',
        '    ^^^^^',
        '  → Did you mean `amount`?',
        '',
        'error: Field `nme` is not in the input.',
        '    amout + nme',
        '            ^^^',
        '  → Did you mean `name`?',
        '',
        '2 errors',
        '',
      ].join('\n'),
    })
  })

  test('a row that fails says why', async () => {
    const { code, out } = await finished(['eval', '1 / x', '--schema', 'x INT', '--row', '{"x":0}', '--row', '{"x":1}'])
    expect([code, out]).toEqual([1, 'INT\nerror: Division by zero.\n1\n'])
  })

  test('a list gives one line for each, in order', async () => {
    const schema = [
      { name: 'x', type: 'INT', nullable: false },
      { name: 't', type: 'STRING' },
    ]
    const list = await write(
      [
        { expr: '1 + 1' },
        { expr: 'x + 1', schema, rows: [{ x: 1 }, { x: 2 }] },
        { expr: 'UPPER(t)', schema, rows: [{ x: 1, t: 'a' }, { x: 2 }] },
        { expr: 'CAST(t AS INT)', schema, rows: [{ x: 1, t: 'a' }] },
        { expr: 'x +', schema },
        { expr: 'y', schema },
        { expr: 'x', schema: [{ name: 'x', type: 'INTT' }] },
        { rows: [] },
      ]
        .map((entry) => JSON.stringify(entry))
        .join('\n'),
    )
    const { code, out } = await finished(['eval', '--file', list])
    expect(code).toBe(0)
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { type: 'INT NOT NULL', values: [2] },
      { type: 'INT NOT NULL', values: [2, 3] },
      { type: 'STRING', values: ['A', null] },
      { error: 'evaluation', message: expect.any(String) },
      { error: expect.any(String), message: expect.any(String) },
      { error: 'field-not-found', message: 'Field `y` is not in the input.' },
      { error: expect.any(String), message: expect.any(String) },
      { error: 'input', message: expect.any(String) },
    ])
  })

  test.each([
    [['eval'], /needs an EXPRESSION/],
    [['eval', '1', '+', '2'], /put it in quotes/],
    [['eval', 'x', '--schema', 'x INTT'], /--schema: .*\n {4}x INTT\n {6}\^\^\^\^/],
    [['eval', 'x', '--schema', 'x INT', '--row', '{"x":"a"}'], /--row 1/],
    [['eval', '1', '--time-zone', 'Mars'], /is not a time zone/],
  ])('%j is refused with a remedy', async (args, message) => {
    const { code, err } = await finished(args)
    expect(err).toMatch(message)
    expect(code).toBe(2)
  })
})
