import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LookupService } from '@millrace/engine'
import { type Row, typeOf, UTC } from '@millrace/language'
import { ManualClock } from '@millrace/testkit'
import { afterAll, expect, test } from 'vitest'
import type { CallNode } from '../context.ts'
import { openIndexedFile } from './indexedFile.ts'
import { hashText, LineIndex } from './lineIndex.ts'

const row = [
  { name: 'id', ...typeOf('STRING') },
  { name: 'v', ...typeOf('INT') },
]
const folder = mkdtempSync(join(tmpdir(), 'millrace-lookup-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0

const NDJSON = { type: 'ndjson' }
const never = new AbortController().signal

interface TestFile {
  path: string
  service: LookupService
  /** The rows of each key. */
  of(...keys: readonly (readonly unknown[] | string)[]): Promise<readonly (readonly Row[])[]>
}

/** A file with this content that rows are looked up in by `id`, or by other columns. */
function fileOf(content: string, { format = NDJSON as object, maxRows = 1e6, keys = [0] } = {}): TestFile {
  const path = join(folder, `table${files++}`)
  writeFileSync(path, content)
  const table = { connector: 'indexed-file', options: { path, format, maxRows }, row, bounded: true }
  const on = keys.map((right, left) => ({ left, right, nulls: 'never' }))
  const node = { id: 'it/lookup', owner: 'it', op: { op: 'call', table, on } } as unknown as CallNode
  const service = openIndexedFile(node, {
    clock: new ManualClock(),
    zone: UTC,
    connection: () => null,
    resolvePath: (given: string) => given,
    print: () => {},
    job: 'test',
  })
  const of: TestFile['of'] = (...given) =>
    service.lookup(given.map((key) => (typeof key === 'string' ? [key] : key)) as Row[], never)
  return { path, service, of }
}

const lines = (rows: readonly (readonly [id: string | null, v: number])[]) =>
  rows.map(([id, v]) => `${JSON.stringify({ id, v })}\n`).join('')

test('a hundred thousand rows: each key has its rows in the order of the file, others have none', async () => {
  const rows = Array.from({ length: 100_000 }, (_, i) => [`key ${(i * 7919) % 60_000}`, i] as const)
  const byKey = Map.groupBy(rows, ([id]): string => id)
  const { service, of } = fileOf(lines(rows))
  await service.open!()
  for (let from = 0; from < 70_000; from += 6_400) {
    const keys = Array.from({ length: 64 }, (_, i) => `key ${from + 100 * i}`)
    expect(await of(...keys)).toEqual(keys.map((key) => byKey.get(key) ?? []))
  }
  await service.close!()
})

test('keys of several columns; a NULL in one of them is never found', async () => {
  const content = lines([
    ['a', 1],
    ['a', 2],
    [null, 1],
  ])
  const { service, of } = fileOf(content, { keys: [1, 0] })
  expect(await of([1, 'a'], [2, 'a'], [1, 'null'], [2, 'b'])).toEqual([[['a', 1]], [['a', 2]], [], []])
  await service.close!()
})

test('lines of CSV with a header, ends of lines inside of values, and other ends of lines', async () => {
  const format = { type: 'csv', header: true, delimiter: ';', nullText: '' }
  const { service, of } = fileOf('v;id\r\n1;"a ""x""\nb"\r\n2;c\r\n\r\n3;c', { format })
  expect(await of('a "x"\nb', 'c')).toEqual([
    [['a "x"\nb', 1]],
    [
      ['c', 2],
      ['c', 3],
    ],
  ])
  await service.close!()
})

test('an empty file has no rows', async () => {
  const { service, of } = fileOf('')
  expect(await of('a')).toEqual([[]])
  await service.close!()
})

test('two keys with one hash have their own rows', async () => {
  const [a, b] = ['2112789', '2349192']
  expect(hashText(`"${a}"`)).toBe(hashText(`"${b}"`))
  const { service, of } = fileOf(
    lines([
      [a, 1],
      [b, 2],
      [a, 3],
    ]),
  )
  expect(await of(a, b)).toEqual([
    [
      [a, 1],
      [a, 3],
    ],
    [[b, 2]],
  ])
  await service.close!()
})

test('a file that takes its place is read anew', async () => {
  const { path, service, of } = fileOf(lines([['a', 1]]))
  expect(await of('a', 'b')).toEqual([[['a', 1]], []])
  writeFileSync(`${path}.new`, lines([['b', 2]]))
  renameSync(`${path}.new`, path)
  expect(await of('a', 'b')).toEqual([[], [['b', 2]]])
  writeFileSync(path, lines([['b', 3]]))
  expect(await of('b')).toEqual([[['b', 3]]])
  await service.close!()
})

test('a file that becomes another one in secret is no source of wrong rows', async () => {
  const { path, service, of } = fileOf(lines([['a', 1]]))
  utimesSync(path, 1000, 1000)
  expect(await of('a')).toEqual([[['a', 1]]])
  writeFileSync(path, lines([['b', 2]]))
  utimesSync(path, 1000, 1000)
  await expect(of('a')).rejects.toMatchObject({ message: expect.stringContaining('changes while'), retryable: true })
  await service.close!()
})

test('a file that is gone, or has a line that cannot be read, may be put right while the job goes on', async () => {
  const { path, service, of } = fileOf(lines([['a', 1]]))
  await service.open!()
  rmSync(path)
  await expect(of('a')).rejects.toMatchObject({ message: expect.stringContaining('is not there'), retryable: true })
  writeFileSync(path, '{"id": "a", "v": "x"}\n')
  await expect(of('a')).rejects.toMatchObject({ message: expect.stringContaining('at byte 0'), retryable: true })
  writeFileSync(path, lines([['a', 2]]))
  expect(await of('a')).toEqual([[['a', 2]]])
  await service.close!()
})

test('what is wrong from the beginning is said at once: a bad line, one row too many', async () => {
  await expect(fileOf('{"id": "a"}\n{"v": "x"}\n').service.open!()).rejects.toThrow(/at byte 12 cannot be read/)
  const large = lines([
    ['a', 1],
    ['b', 2],
  ])
  await expect(fileOf(large, { maxRows: 1 }).service.open!()).rejects.toMatchObject({
    message: expect.stringMatching(/more than 1 rows.*maxRows/),
    retryable: false,
  })
})

test('many who ask at once while the file changes get rows of one of its versions', async () => {
  const { path, service, of } = fileOf(lines(Array.from({ length: 500 }, (_, i) => [`k${i % 50}`, 0] as const)))
  const asked = Array.from({ length: 40 }, async (_, i) => {
    if (i === 10) writeFileSync(path, lines(Array.from({ length: 600 }, (_, i) => [`k${i % 50}`, 1] as const)))
    await new Promise((resolve) => setTimeout(resolve, i % 7))
    return of(`k${i}`)
  })
  for (const [rows] of await Promise.all(asked)) {
    const [first] = rows!
    expect(rows).toEqual(Array.from({ length: first![1] === 0 ? 10 : 12 }, () => first))
  }
  await service.close!()
})

test('an index gives the lines of a hash in their order', () => {
  const index = new LineIndex()
  for (let i = 0; i < 5000; i++) index.add((i % 1000) - 500, i, i % 10)
  index.finish()
  expect(index.find(-500)).toEqual([0, 1000, 2000, 3000, 4000].map((offset) => ({ offset, length: 0 })))
  expect(index.find(501)).toEqual([])
})

test('a key with more rows than fit together is refused for good, and others are found', async () => {
  const many = lines([['many', 1]]).repeat(100_001)
  const { service, of } = fileOf(many + lines([['one', 2]]))
  await service.open!()
  await expect(of('many')).rejects.toMatchObject({
    message: expect.stringMatching(
      /has 100001 rows of the key "many"; at most 100000 are looked up\. Look up by more fields/,
    ),
    retryable: false,
  })
  expect(await of('one')).toEqual([[['one', 2]]])
})
