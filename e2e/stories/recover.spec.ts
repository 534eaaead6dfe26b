import { shops } from '../src/documents.ts'
import { expect, test } from '../src/fixtures.ts'

test('the runner is killed, and the job comes back with what it kept', async ({ editor, page, runner }) => {
  await editor.openDocument(shops('survivor'))
  await editor.deploy()
  await editor.expectRun('running')
  await editor.select('ranking')
  await editor.openTab('Rows')
  const first = editor.dock.getByRole('row').nth(5)
  await expect(first).toBeVisible()
  // A checkpoint that holds rows of the table.
  await editor.openTab('Metrics')
  await expect(editor.dock.getByText(/checkpoint [2-9]/)).toBeVisible()

  await runner.kill()
  await expect(page.getByRole('alert').filter({ hasText: 'The runner does not answer' })).toBeVisible()
  await runner.start()
  await expect(page.getByRole('alert').filter({ hasText: 'The runner does not answer' })).toBeHidden()
  await editor.expectRun('running')
  await expect(page.locator('.edge-label', { hasText: /^\d+(\.\d)?\/s$/ }).first()).not.toHaveText('0/s')

  await editor.openTab('Runs')
  await expect(editor.dock.locator('tr[data-outcome="interrupted"]')).toBeVisible()
  await expect(editor.dock.getByText('recovered')).toBeVisible()
  await expect(editor.dock.getByText('restored')).toBeVisible()
  await editor.openTab('Rows')
  await expect(first).toBeVisible()
  await editor.stop()
})

test('what is drawn while the runner is away is saved when it is back', async ({ editor, page, runner }) => {
  await editor.openNew()
  await editor.drag('generator-source', 60, 120)
  await editor.saved()
  await runner.kill()
  await editor.drag('filter', 320, 120)
  await expect(page.locator('[data-save="unreached"]')).toBeVisible()
  await runner.start()
  await editor.saved()
  await page.reload()
  await expect(editor.nodes).toHaveCount(2)
})
