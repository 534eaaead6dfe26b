import { shops } from '../src/documents.ts'
import { expect, expectAccessible, test } from '../src/fixtures.ts'

test('what flows is seen while it is drawn, before anything runs', async ({ editor, page }) => {
  await editor.openDocument(shops('drawn'))
  // Counts on the edges, fewer behind the filter.
  const label = (text: RegExp) => page.locator('.edge-label', { hasText: text }).first()
  await expect(label(/^2,000$/)).toBeVisible()
  await expect(page.getByText(/^Preview \d+/)).toBeVisible()

  await editor.selectEdge('best.out', 'ranking.in')
  await editor.openTab('Rows')
  await expect(editor.dock.getByRole('row').nth(5)).toBeVisible()
  await expect(editor.dock.getByText(/^preview: \d+ of \d+ rows/)).toBeVisible()

  // Sinks show what they would.
  await expect(editor.node('ranking').locator('.node-table-row')).toHaveCount(5)
  await expect(editor.node('total').locator('.node-number')).toContainText(/¥[\d,]+\.\d\d/)

  // A condition is evaluated for a row while it is written, and the edges follow.
  await editor.select('paid')
  await editor.write(editor.setting('condition'), 'quantity > 1000')
  await expect(editor.setting('condition').locator('.expression-result')).toContainText('FALSE')
  await editor.selectEdge('paid.out', 'shops.in')
  await expect(editor.dock.getByText('No row of the preview comes by here.')).toBeVisible()
  await expectAccessible(page)
})
