import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PipelineDocument } from '../src/fixtures.ts'
import { expect, test } from '../src/fixtures.ts'
import { MAIN, NODE_ARGUMENTS, root } from '../src/runner.ts'

const bounded: PipelineDocument = {
  millrace: 1,
  name: 'bounded',
  nodes: {
    orders: {
      type: 'generator-source',
      config: {
        shape: 'orders',
        rows: 2000,
        rowsPerSecond: 20,
        realTime: false,
        seed: 3,
        start: '2026-01-01T00:00:00',
      },
    },
    paid: { type: 'filter', config: { condition: "status = 'PAID'" } },
    shops: {
      type: 'tumbling-window',
      config: {
        keyBy: ['shop'],
        size: '20s',
        aggregates: [
          { fn: 'count', as: 'orders' },
          { fn: 'sum', of: 'price * quantity', as: 'revenue' },
        ],
      },
    },
    kept: { type: 'table-sink', config: {} },
  },
  edges: [
    { from: 'orders.out', to: 'paid.in' },
    { from: 'paid.out', to: 'shops.in' },
    { from: 'shops.out', to: 'kept.in' },
  ],
  layout: { orders: [0, 0], paid: [240, 0], shops: [480, 0], kept: [740, 0] },
}

test('an exported file gives the same rows from the command line', async ({ editor, page }) => {
  await editor.openDocument(bounded)
  await editor.deploy()
  await editor.expectRun('finished')
  await editor.select('kept')
  await editor.openTab('Rows')
  const tableFile = page.waitForEvent('download')
  await editor.dock.getByRole('button', { name: 'Download as CSV' }).click()
  const shown = readFileSync(await (await tableFile).path(), 'utf8')
    .trim()
    .split('\r\n')
  expect(shown.length).toBeGreaterThan(20)

  await page.keyboard.press('ControlOrMeta+e')
  const documentFile = page.waitForEvent('download')
  await page.getByRole('dialog').getByRole('button', { name: 'Download' }).click()
  const folder = mkdtempSync(join(tmpdir(), 'millrace-export-'))
  const file = join(folder, 'exported.json')
  await (await documentFile).saveAs(file)
  const rows = join(folder, 'rows.ndjson')
  const { status, stderr } = spawnSync(
    process.execPath,
    [...NODE_ARGUMENTS, MAIN, 'run', file, '--sink', `kept=${rows}`, '--quiet'],
    { cwd: root, encoding: 'utf8' },
  )
  expect(status, stderr).toBe(0)
  const columns = shown[0]!.split(',')
  const printed = readFileSync(rows, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .map((row) => columns.map((name) => String(row[name])).join(','))
  rmSync(folder, { recursive: true, force: true })
  expect(printed.toSorted()).toEqual(shown.slice(1).toSorted())
})
