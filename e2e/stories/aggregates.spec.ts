import { shops } from '../src/documents.ts'
import { expect, test } from '../src/fixtures.ts'

test('arguments of aggregates and an aggregate of one’s own are configured by the form', async ({ editor, page }) => {
  await editor.openDocument(shops('aggregates', 400))
  await editor.select('shops')
  const functions = editor.inspector.getByRole('combobox', { name: 'Function' })

  await functions.nth(1).click()
  await page.getByRole('option', { name: /^percentile/ }).click()
  await expect(editor.inspector.getByText('Fraction', { exact: true })).toBeVisible()
  await expect(page.getByText('No problems')).toBeHidden()
  await editor.inspector.getByLabel('fraction', { exact: true }).click()
  await page.keyboard.insertText('0.95')
  await page.keyboard.press('Escape')
  await expect(page.getByText('No problems')).toBeVisible()

  await functions.first().click()
  await page.getByRole('option', { name: /^custom/ }).click()
  const begins = editor.inspector.getByText('Begins as')
  await expect(begins).toBeVisible()
  await expect(page.getByText('No problems')).toBeVisible()
  await editor.write(editor.setting('aggregates[0].add').locator('.cm-editor').first(), 'n + quantity')
  await expect(page.getByText('No problems')).toBeVisible()
  await expect(editor.dock.getByRole('row').nth(2)).toBeVisible()
  if (process.env.MILLRACE_PICTURES) await page.screenshot({ path: `${process.env.MILLRACE_PICTURES}/aggregates.png` })
})
