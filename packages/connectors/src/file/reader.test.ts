import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Chunk, Rejection } from '@millrace/engine'
import { type RowType, readCell, toJson, typeOf, UTC } from '@millrace/language'
import type { FileFormat } from '@millrace/operators'
import { ManualClock } from '@millrace/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ConnectorContext, ConnectorProblem } from '../context.ts'
import { createDecoder } from '../decoders.ts'
import { openLines } from './reader.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-file-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const row: RowType = [
  { name: 'id', ...typeOf('INT') },
  { name: 'name', ...typeOf('STRING') },
]
const context: ConnectorContext = {
  clock: new ManualClock(),
  zone: UTC,
  connection: () => null,
  resolvePath: (path) => path,
  print: () => {},
  job: 'test',
}
const ndjson: FileFormat = { type: 'ndjson' }
const csv: FileFormat = { type: 'csv', delimiter: ',', nullText: '', header: true }

let files = 0
async function fileOf(text: string | Uint8Array): Promise<string> {
  const path = join(folder, `f${files++}`)
  await writeFile(path, text)
  return path
}

function openAt(path: string, format: FileFormat, follow = false) {
  const { reader, decoder } = openLines(path, format, follow, context, () =>
    createDecoder(format, { connector: 'file-source', options: null, row, bounded: true }, UTC),
  )
  const decode = decoder!()
  const rowsOf = ({ content, n }: Chunk) => {
    const rejections: Rejection[] = []
    const { columns, rows } = decode.decode((content as { records: never }).records, 0, n, rejections)
    const read = Array.from({ length: rows }, (_, i) =>
      row.map(({ type }, c) => toJson(readCell(columns[c]!, i, type), type)),
    )
    return { read, rejections }
  }
  return { reader, rowsOf }
}

/** Rows from a position on to the end, and the positions of their lines. */
async function readAll(path: string, format: FileFormat, from?: number) {
  const { reader, rowsOf } = openAt(path, format)
  await reader.open(new Map(from === undefined ? [] : [['file', from]]))
  const rows: unknown[] = []
  const positions: number[] = []
  const rejected: string[] = []
  while (reader.splits().length > 0) {
    for (const chunk of await reader.poll(new Set(), 0)) {
      const { read, rejections } = rowsOf(chunk)
      rows.push(...read)
      rejected.push(...rejections.map(({ error }) => error))
      positions.push(...chunk.positions.subarray(0, chunk.n))
    }
  }
  await reader.close()
  return { rows, positions, rejected }
}

test('a line is a row; one that cannot be read is rejected with its reason', async () => {
  const path = await fileOf('{"id":1,"name":"a"}\nnonsense\n{"id":2}\n')
  expect(await readAll(path, ndjson)).toEqual({
    rows: [
      [1, 'a'],
      [2, null],
    ],
    positions: [0, 20, 29],
    rejected: ['The record is not a JSON object.'],
  })
})

test('reading goes on at any line', async () => {
  const path = await fileOf(
    Array.from({ length: 5000 }, (_, i) => `{"id":${i},"name":"${'x'.repeat(i % 200)}"}\n`).join(''),
  )
  const { rows, positions } = await readAll(path, ndjson)
  expect(rows.length).toBe(5000)
  for (const begin of [0, 1, 2047, 4999])
    expect((await readAll(path, ndjson, positions[begin]!)).rows).toEqual(rows.slice(begin))
})

test('a line longer than a block comes whole', async () => {
  const long = 'y'.repeat(700_000)
  const path = await fileOf(`{"id":1,"name":"${long}"}\n{"id":2,"name":"b"}`)
  expect((await readAll(path, ndjson)).rows).toEqual([
    [1, long],
    [2, 'b'],
  ])
})

test('a header names the values, also after going on in the middle; a byte-order mark is passed over', async () => {
  const path = await fileOf('\ufeffname,other,id\n"a, b",x,1\n,y,2\n')
  const { rows, positions } = await readAll(path, csv)
  expect(rows).toEqual([
    [1, 'a, b'],
    [2, null],
  ])
  expect((await readAll(path, csv, positions[1]!)).rows).toEqual([[2, null]])
})

test('a followed file gives what is appended, half lines when they are whole, and begins anew when it is replaced', async () => {
  const path = await fileOf('{"id":1}\n{"id"')
  const { reader, rowsOf } = openAt(path, ndjson, true)
  await reader.open(new Map())
  const next = async () => (await reader.poll(new Set(), 0)).flatMap((chunk) => rowsOf(chunk).read)
  expect(await next()).toEqual([[1, null]])
  expect(await next()).toEqual([])
  await appendFile(path, ':2}\n')
  expect(await next()).toEqual([[2, null]])
  await writeFile(path, '{"id":3}\n')
  expect(await next()).toEqual([])
  expect(await next()).toEqual([[3, null]])
  expect(reader.splits()).toEqual(['file'])
  await reader.close()
})

test('an empty file has no rows and ends', async () => {
  expect((await readAll(await fileOf(''), ndjson)).rows).toEqual([])
  expect((await readAll(await fileOf('id,name'), csv)).rows).toEqual([])
})

test('a file that is not there is named', async () => {
  const { reader } = openAt(join(folder, 'missing'), ndjson)
  await expect(reader.open(new Map())).rejects.toThrow(
    new ConnectorProblem(`The file ${join(folder, 'missing')} is not there.`),
  )
})
