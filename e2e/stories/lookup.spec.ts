import { shops } from '../src/documents.ts'
import { expect, test } from '../src/fixtures.ts'

test('rows to look up in are written into fields, and found at once', async ({ editor, page }) => {
  const document = shops('look-up', 400)
  const lookup = {
    type: 'lookup-join',
    label: 'City',
    config: {
      table: { type: 'rows', rows: [] },
      schema: [
        { name: 'shop', type: 'STRING' },
        { name: 'floor', type: 'INT' },
      ],
      kind: 'inner',
      leftKeys: ['shop'],
      rightKeys: ['shop'],
    },
  }
  const nodes = { orders: document.nodes.orders!, city: lookup, rows: { type: 'table-sink', config: {} } }
  await editor.openDocument({
    ...document,
    nodes,
    edges: [
      { from: 'orders.out', to: 'city.in' },
      { from: 'city.out', to: 'rows.in' },
    ],
    layout: { orders: [0, 0], city: [260, 0], rows: [520, 0] },
  })
  await editor.select('city')
  const add = editor.inspector.getByRole('button', { name: 'Add to Rows of the table' })
  await add.click()
  const cell = (name: string, row: number) => editor.inspector.getByLabel(`${name} of row ${row}`)
  await cell('shop', 1).fill('north')
  await cell('floor', 1).fill('2nd')
  await expect(cell('floor', 1)).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByText('No problems')).toBeHidden()
  if (process.env.MILLRACE_PICTURES) await page.screenshot({ path: `${process.env.MILLRACE_PICTURES}/lookup-bad.png` })
  await cell('floor', 1).fill('2')
  await expect(page.getByText('No problems')).toBeVisible()
  await add.click()
  await cell('shop', 2).fill('south')
  await page.keyboard.press('Tab')
  await expect(page.getByText('No problems')).toBeVisible()
  if (process.env.MILLRACE_PICTURES) await page.screenshot({ path: `${process.env.MILLRACE_PICTURES}/lookup.png` })
  const row = editor.dock.getByRole('row').filter({ hasText: 'north' }).first()
  await expect(row).toContainText('2')
  await expect(editor.dock.getByRole('row').filter({ hasText: 'airport' })).toHaveCount(0)
})
