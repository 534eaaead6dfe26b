import { expect, expectAccessible, test } from '../src/fixtures.ts'

test('a person draws a pipeline with the mouse, and finds it again', async ({ editor, page }) => {
  await editor.openNew()
  await editor.drag('generator-source', 60, 120)
  await editor.drag('filter', 300, 120)
  await editor.drag('tumbling-window', 540, 120)
  await editor.drag('table-sink', 760, 320)

  await editor.connect('generator-source.out', 'filter.in')
  await editor.connect('filter.out', 'tumbling.in')
  await editor.connect('tumbling.out', 'table-sink.in')

  await editor.select('filter')
  await expect(editor.node('filter')).toContainText('Missing', { ignoreCase: true })
  await editor.write(editor.setting('condition'), "statuz = 'PAID'")
  await expect(editor.setting('condition').getByText('Field statuz is not in the input.')).toBeVisible()
  await editor.openTab('Problems')
  await expect(editor.dock.getByText('Did you mean status?')).toBeVisible()
  await editor.write(editor.setting('condition'), "status = 'PAID'")
  await expect(editor.node('filter')).toContainText("status = 'PAID'")

  await editor.select('tumbling')
  const size = editor.setting('size').getByRole('textbox')
  await size.fill('90s')
  await expect(editor.setting('size').getByText('90 seconds')).toBeVisible()
  await size.fill('5m')
  await editor.setting('keyBy').getByRole('combobox').fill('shop')
  await page.keyboard.press('Enter')
  await expect(editor.node('tumbling')).toContainText(/by shop, every 5\s*min/)
  await expect(page.getByRole('button', { name: 'No problems' })).toBeVisible()

  await editor.saved()
  await page.reload()
  await expect(editor.nodes).toHaveCount(4)
  await expect(editor.edges).toHaveCount(3)
  await expect(editor.node('tumbling')).toContainText(/by shop, every 5\s*min/)
  await editor.settled()
  await expectAccessible(page)
})

test('an edge that the types refuse is not drawn, and says why', async ({ editor, page }) => {
  await editor.openDocument({
    millrace: 1,
    name: 'refused',
    nodes: {
      orders: { type: 'generator-source', config: {} },
      totals: { type: 'running-aggregate', config: { keyBy: ['shop'], aggregates: [{ fn: 'count', as: 'orders' }] } },
      windows: { type: 'tumbling-window', config: { size: '1m', aggregates: [{ fn: 'count', as: 'n' }] } },
      paid: { type: 'filter', config: { condition: 'quantity > 1' } },
    },
    edges: [{ from: 'orders.out', to: 'totals.in' }],
    layout: { orders: [0, 0], totals: [260, 0], windows: [560, 0], paid: [260, 240] },
  })
  await editor.pull('totals.out', 'windows.in')
  await expect(page.locator('.refusal')).toContainText(/event time|never changed/)
  await page.mouse.up()
  await expect(editor.edges).toHaveCount(1)

  // An input that is taken, and a circle.
  await editor.connect('orders.out', 'paid.in')
  await editor.draw('paid.out', 'totals.in')
  await expect(editor.edges).toHaveCount(2)
  await expect(page.getByText('This input takes one edge and has one.').first()).toBeVisible()
})

test('everything can be undone, step by step', async ({ editor, page }) => {
  await editor.openNew()
  await editor.drag('generator-source', 60, 120)
  await editor.drag('filter', 320, 120)
  await editor.connect('generator-source.out', 'filter.in')
  await editor.select('filter')
  await editor.write(editor.setting('condition'), 'quantity > 1')
  await expect(editor.node('filter')).toContainText('quantity > 1')
  const undo = page.getByRole('button', { name: 'Undo' })
  await undo.click()
  await expect(editor.node('filter')).not.toContainText('quantity > 1')
  await undo.click()
  await expect(editor.edges).toHaveCount(0)
  await undo.click()
  await expect(editor.nodes).toHaveCount(1)
  const redo = page.getByRole('button', { name: 'Redo' })
  await redo.click()
  await redo.click()
  await redo.click()
  await expect(editor.node('filter')).toContainText('quantity > 1')
  await expect(redo).toBeDisabled()
})

test('an edge that is let go in the open asks what comes next', async ({ editor, page }) => {
  await editor.openNew()
  await editor.drag('generator-source', 60, 120)
  const gate = (await editor.gate('generator-source.out', 'source').boundingBox())!
  await page.mouse.move(gate.x + 2, gate.y + 6)
  await page.mouse.down()
  await page.mouse.move(gate.x + 200, gate.y + 80, { steps: 8 })
  await page.mouse.up()
  const list = page.getByRole('dialog', { name: 'Add an operator' })
  await expect(list.getByText('Generator')).toBeHidden()
  await list.getByRole('combobox').fill('filt')
  await page.keyboard.press('Enter')
  await expect(editor.edge('generator-source.out', 'filter.in')).toBeAttached()
})
