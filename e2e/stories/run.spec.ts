import { shops } from '../src/documents.ts'
import { expect, expectAccessible, test } from '../src/fixtures.ts'

test('a pipeline runs, is watched, changed, deployed again and stopped', async ({ editor, page }) => {
  await editor.openDocument(shops('watched'))
  await editor.deploy(async (dialog) => {
    await expect(dialog.getByText('The first deployment: every node begins without state.')).toBeVisible()
    await expectAccessible(page)
  })
  await editor.expectRun('running')

  // Rates on every edge of the main way, and they are not zero.
  for (const node of ['orders', 'paid']) {
    await expect(editor.node(node).locator('.node-metrics')).toContainText(/out\s*\d+(\.\d)?\/s/)
  }
  await expect(page.locator('.edge-label', { hasText: /^\d+(\.\d)?\/s$/ }).first()).not.toHaveText('0/s')
  await expect(editor.edge('orders.out', 'paid.in').locator('.edge.flowing')).toBeAttached()

  // Rows of an edge as they pass.
  await editor.selectEdge('paid.out', 'shops.in')
  await editor.openTab('Rows')
  const rows = editor.dock.getByRole('row')
  await expect(rows.nth(5)).toBeVisible()
  await expect(editor.dock.getByRole('columnheader', { name: /status/ })).toBeVisible()
  await expect(rows.nth(1)).toContainText('PAID')

  // State: a key, and it changes.
  await editor.select('shops')
  await editor.openTab('State')
  const key = editor.dock.locator('.state-key').first()
  await expect(key).toBeVisible()
  const shop = (await key.textContent())!
  await editor.dock.getByLabel('Look up a key').fill(shop)
  await expect(editor.dock.locator('.state-key').first()).toHaveText(shop)
  const value = editor.dock.locator('tbody tr').first().locator('td.right').first()
  const before = await value.textContent()
  await expect(value).not.toHaveText(before!)

  // Charts.
  await editor.openTab('Metrics')
  await expect(editor.dock.locator('[data-chart="Throughput"] canvas')).toBeVisible()
  await expect(editor.dock.locator('[data-chart="Watermark lag"]')).toContainText(/By shop/)

  // The table sink in the dock, and both sinks on the canvas.
  await editor.select('ranking')
  await editor.openTab('Rows')
  await expect(editor.dock.getByRole('row').nth(5)).toBeVisible()
  await expect(editor.node('ranking').locator('.node-table-row')).toHaveCount(5)
  await expect(editor.node('total').locator('.node-number')).toContainText(/¥[\d,]+\.\d\d/)
  await expectAccessible(page)

  // A change, and what it does to state.
  await editor.select('paid')
  await page.getByRole('tab', { name: 'Configure' }).click()
  await editor.write(editor.setting('condition'), "status <> 'CREATED'")
  await expect(editor.node('paid').getByText('changed')).toBeVisible()
  await expect(page.getByText(/^1 node changed since v/)).toBeVisible()
  await editor.deploy(async (dialog) => {
    await expect(dialog.locator('[data-node="shops"]')).toHaveAttribute('data-verdict', 'kept')
    await expect(dialog.locator('[data-node="ranking"]')).toHaveAttribute('data-verdict', 'kept')
  })
  await editor.expectRun('running')
  await expect(page.getByText(/changed since v/)).toBeHidden()

  await editor.stop()
  await editor.openTab('Runs')
  await expect(editor.dock.locator('tr[data-outcome="stopped"]')).toBeVisible()
  await expect(editor.dock.locator('tr[data-outcome="replaced"]')).toBeVisible()
  await expect(editor.dock.getByText('restored')).toBeVisible()

  // Found again as it was left.
  await page.reload()
  await editor.expectRun('stopped')
  await expect(editor.node('paid')).toContainText("status <> 'CREATED'")
})

test('the numbers fill a screen of their own', async ({ editor, page }) => {
  await editor.openDocument(shops('screen'))
  await editor.deploy()
  await editor.expectRun('running')
  await page.getByRole('button', { name: 'Pipeline menu' }).click()
  await page.getByRole('menuitem', { name: 'Full-screen numbers' }).click()
  await expect(page.getByRole('heading', { name: 'Revenue, last 2 s' })).toBeVisible()
  const number = page.locator('[data-node="total"] .rolling .unseen')
  await expect(number).toHaveText(/^[\d,]+\.\d\d$/)
  const before = await number.textContent()
  await expect(number).not.toHaveText(before!)
  await expect(page.locator('[data-node="ranking"] tbody tr').nth(4)).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Back to the editor' }).click()
  await editor.stop()
})

test('a node that fails says so where it is, and in the list of runs', async ({ editor, page }) => {
  const document = shops('failing')
  document.nodes.paid!.config = { condition: 'CAST(status AS INT) > 1' }
  await editor.openDocument(document)
  await editor.deploy()
  await expect(page.locator('[data-run="failed"], [data-run="restarting"]')).toBeVisible({ timeout: 30_000 })
  await expect(editor.node('paid').locator('.node.wrong')).toBeVisible()
  await expect(editor.node('paid').locator('.node-summary')).toContainText(/cast|INT/i)
  await editor.openTab('Runs')
  await expect(editor.dock.locator('.events .bad-text').first()).toBeVisible()
  await editor.openTab('Logs')
  await expect(editor.dock.locator('.log .error').first()).toBeVisible()
  await expectAccessible(page)
})
