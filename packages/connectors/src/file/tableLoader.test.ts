import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Row } from '@millrace/language'
import { typeOf, UTC } from '@millrace/language'
import { fromBatch, ManualClock } from '@millrace/testkit'
import { expect, test } from 'vitest'
import type { CallNode } from '../context.ts'
import { openFileTable } from './tableLoader.ts'

const row = [
  { name: 'id', ...typeOf('INT NOT NULL') },
  { name: 'name', ...typeOf('STRING') },
]

/** All rows that are handed over of a file with this content. */
async function loaded(content: string, format: object, maxRows = 100_000, clock = new ManualClock()): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-'))
  writeFileSync(join(folder, 'table'), content)
  const table = { connector: 'file', options: { path: 'table', format, maxRows, timeout: 1000 }, row, bounded: true }
  const node = { id: 'it/lookup', owner: 'it', op: { op: 'call', table } } as unknown as CallNode
  const rows: Row[] = []
  const context = {
    clock,
    zone: UTC,
    connection: () => null,
    resolvePath: (path: string) => join(folder, path),
    print: () => {},
    job: 'test',
  }
  await openFileTable(node, context).load((batch) => rows.push(...fromBatch(batch, row).map((change) => change.row)))
  return rows
}

test('all lines are handed over, more than fit into a batch too', async () => {
  const lines = Array.from({ length: 3000 }, (_, i) => `${i},name ${i}`)
  const rows = await loaded(['id,name', ...lines].join('\n'), { type: 'csv', header: true, delimiter: ',' })
  expect(rows).toEqual(lines.map((_, i) => [i, `name ${i}`]))
})

test('lines of JSON, and an empty file', async () => {
  expect(await loaded('{"id": 1, "name": "a"}\n{"name": null, "id": 2}\n', { type: 'ndjson' })).toEqual([
    [1, 'a'],
    [2, null],
  ])
  expect(await loaded('', { type: 'ndjson' })).toEqual([])
})

test('a line that cannot be read is named by its place', async () => {
  await expect(loaded('{"id": 1}\n{"id": "x"}\n', { type: 'ndjson' })).rejects.toThrow(/at byte 10 cannot be read/)
})

test('a table that is too large is refused with a remedy', async () => {
  await expect(loaded('{"id": 1}\n{"id": 2}\n', { type: 'ndjson' }, 1)).rejects.toThrow(/more than 1 rows.*maxRows/)
})

test('reading that takes too long ends, and may be tried again', async () => {
  // Every look at this clock takes a second and a half.
  const slow = new (class extends ManualClock {
    override monotonic(): number {
      this.time += 1500
      return this.time
    }
  })()
  await expect(loaded('{"id": 1}\n', { type: 'ndjson' }, 10, slow)).rejects.toMatchObject({
    retryable: true,
    message: expect.stringMatching(/longer than 1s.*timeout/),
  })
})
