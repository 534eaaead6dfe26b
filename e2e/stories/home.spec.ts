import { shops } from '../src/documents.ts'
import { expect, expectAccessible, test } from '../src/fixtures.ts'

test('pipelines are listed, renamed, duplicated, deleted and brought back', async ({ editor, page }) => {
  await editor.openDocument(shops('orders of today'))
  await editor.saved()
  await page.getByRole('link', { name: 'Pipelines' }).click()
  const row = (name: string) => page.locator(`tr[data-pipeline="${name}"]`)
  await expect(row('orders of today')).toContainText('Draft')

  const choose = async (name: string, action: string) => {
    await page.getByRole('button', { name: `Actions of ${name}`, exact: true }).click()
    await page.getByRole('menuitem', { name: action }).click()
  }
  await choose('orders of today', 'Rename')
  await page.getByRole('textbox', { name: 'Rename' }).fill('orders')
  await page.keyboard.press('Enter')
  await expect(row('orders')).toBeVisible()

  await choose('orders', 'Duplicate')
  await expect(row('orders 2')).toBeVisible()
  await choose('orders 2', 'Delete')
  await expect(row('orders 2')).toBeHidden()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(row('orders 2')).toBeVisible()

  await page.getByRole('searchbox', { name: 'Search pipelines' }).fill('orders 2')
  await expect(row('orders')).toBeHidden()
  await expect(row('orders 2')).toBeVisible()
  await expectAccessible(page)
})

test('a template runs at once, and the list shows that it does', async ({ editor, page }) => {
  await page.goto('/')
  await page.locator('[data-template="shop-revenue"]').click()
  await expect(editor.nodes).toHaveCount(7)
  await expect(page.getByRole('button', { name: 'No problems' })).toBeVisible()
  await editor.deploy()
  await editor.expectRun('running')
  await page.getByRole('link', { name: 'Pipelines' }).click()
  const row = page.locator('tr[data-pipeline^="Shop revenue"]')
  await expect(row.getByText('Running')).toBeVisible()
  await expect(row).toContainText(/\d+(\.\d)?(k)?\/s/)
  await row.getByRole('link').first().click()
  await editor.stop()
})

test('a file that is no pipeline says why', async ({ page }) => {
  await page.goto('/')
  await page
    .locator('input[data-import]')
    .setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{"millrace": 2}') })
  await expect(page.getByRole('status').getByText(/This version of Millrace reads documents of format 1/)).toBeVisible()
})
