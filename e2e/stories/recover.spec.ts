import { appendFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { shops } from '../src/documents.ts'
import { Editor } from '../src/editor.ts'
import { expect, expectAccessible, test } from '../src/fixtures.ts'

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

test('saved state that cannot be read: the dialog says so, and begins anew when it is asked to', async ({
  editor,
  page,
  runner,
}) => {
  await editor.openDocument(shops('unreadable'))
  await editor.deploy()
  await editor.expectRun('running')
  await editor.openTab('Metrics')
  await expect(editor.dock.getByText(/checkpoint \d/)).toBeVisible()
  await editor.stop()
  const id = new URL(page.url()).pathname.split('/').at(-1)!
  const checkpoints = join(runner.data, 'jobs', id, 'checkpoints')
  for (const name of readdirSync(checkpoints)) appendFileSync(join(checkpoints, name, 'manifest.json'), ' ')

  await page.getByRole('button', { name: /^Deploy/ }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('alert')).toContainText('The saved state cannot be read.')
  await expect(dialog.getByRole('alert')).toContainText('Its manifest was changed after it was written.')
  await expect(dialog.getByRole('button', { name: /^Deploy v/ })).toBeDisabled()
  await expectAccessible(page)
  await dialog.getByLabel('Begin anew, without the earlier state').check()
  await expect(dialog.getByRole('alert')).toBeHidden()
  await dialog.getByRole('button', { name: /^Deploy v/ }).click()
  await expect(dialog).toBeHidden({ timeout: 30_000 })
  await editor.expectRun('running')
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

test('a session that has ended is begun again with a link of the runner', async ({ editor, page, context, runner }) => {
  await editor.openNew()
  await editor.drag('generator-source', 60, 120)
  await editor.saved()
  await context.clearCookies()
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Open the link of your runner' })).toBeVisible()
  await expectAccessible(page)
  await page.getByLabel('Link from the terminal').fill('not a link')
  await expect(page.getByRole('button', { name: 'Open', exact: true })).toBeDisabled()
  await page.getByLabel('Link from the terminal').fill(await runner.link())
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(editor.nodes).toHaveCount(1)
})

test('two tabs never overwrite each other', async ({ editor, page, context }) => {
  await editor.openNew()
  await editor.drag('generator-source', 60, 120)
  await editor.saved()
  const otherPage = await context.newPage()
  const other = new Editor(otherPage)
  await otherPage.goto(page.url())
  await expect(other.nodes).toHaveCount(1)
  await other.drag('filter', 320, 120)
  await other.saved()

  await editor.drag('print-sink', 320, 260)
  await page.getByRole('button', { name: 'Changed elsewhere' }).click()
  const dialog = page.getByRole('dialog', { name: 'Somebody else has saved' })
  await expect(dialog.getByText('Filter')).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: /^Take v/ }).click()
  await expect(editor.node('filter')).toBeVisible()
  await expect(editor.node('print-sink')).toBeHidden()
  await editor.saved()
  await otherPage.close()
})
