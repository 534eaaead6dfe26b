import { shops } from '../src/documents.ts'
import { expect, expectAccessible, test } from '../src/fixtures.ts'

for (const theme of ['Light', 'Dark'] as const) {
  test(`every screen can be read and used by everybody: ${theme.toLowerCase()}`, async ({ editor, page }) => {
    test.setTimeout(180_000)
    await page.goto('/')
    await page.getByRole('button', { name: 'Theme' }).click()
    await page.getByRole('menuitem', { name: theme }).click()
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme.toLowerCase())
    await expect(page.locator('[data-template]').first()).toBeVisible()
    await expectAccessible(page)

    await page.goto('/connections')
    await page.getByRole('button', { name: 'New connection' }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await expectAccessible(page)

    await page.goto('/operators/tumbling-window')
    await expect(page.getByRole('heading', { name: /Tumbling window/ })).toBeVisible()
    await expectAccessible(page)

    await editor.openNew()
    await expect(page.locator('[data-template]').first()).toBeVisible()
    await expectAccessible(page)

    await editor.openDocument(shops(`axe ${theme}`))
    for (const node of theme === 'Light' ? ['orders', 'best', 'shops'] : ['shops']) {
      await editor.select(node)
      await expect(editor.inspector.getByRole('tab', { name: 'Configure' })).toBeVisible()
      await expectAccessible(page)
    }
    await editor.inspector.getByRole('tab', { name: 'Docs' }).click()
    await expectAccessible(page)
    await editor.selectEdge('paid.out', 'shops.in')
    for (const tab of theme === 'Light' ? ['Metrics', 'Runs', 'Rows'] : ['Rows']) {
      await editor.openTab(tab)
      await expectAccessible(page)
    }
  })
}

test('everything is there in Chinese', async ({ editor, page }) => {
  await page.goto('/')
  await page.getByRole('button', { name: 'Language' }).click()
  await page.getByRole('menuitem', { name: '中文' }).click()
  await expect(page.getByRole('heading', { name: '流程', exact: true })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
  await page.locator('[data-template="shop-revenue"]').click()
  await expect(page.getByRole('button', { name: '没有问题' })).toBeVisible()
  await page.locator('.palette-search input').fill('去重')
  await expect(page.locator('.palette-item[data-type="deduplicate"]')).toBeVisible()
  await page.locator('.palette-search input').fill('')
  await editor.select('paid')
  await editor.write(editor.setting('condition'), "statuz = 'PAID'")
  await expect(editor.setting('condition').getByText('输入中没有字段 statuz。').first()).toBeVisible()
  await page.getByRole('button', { name: '撤销' }).click()
  await expect(page.getByRole('button', { name: '没有问题' })).toBeVisible()
  await page.getByRole('button', { name: '部署' }).click()
  await expect(page.getByRole('dialog').getByText('首次部署：所有节点从空状态开始。')).toBeVisible()
  // What a person reads has no English words but names that are code.
  const words = await page.getByRole('dialog').locator('th, td:nth-child(3), .chip').allInnerTexts()
  expect(words.filter((text) => /[a-z]{3,}/i.test(text))).toEqual([])
  await page.keyboard.press('Escape')
  await page.reload()
  await expect(page.getByRole('button', { name: '部署' })).toBeVisible()
})
