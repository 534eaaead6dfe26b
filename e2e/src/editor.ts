/** What a person does in the editor, by mouse and keyboard. */
import { expect, type Locator, type Page } from '@playwright/test'
import type { PipelineDocument } from './fixtures.ts'

export class Editor {
  readonly page: Page
  constructor(page: Page) {
    this.page = page
  }

  /** From the list of pipelines to an empty canvas. */
  async openNew(): Promise<void> {
    await this.page.goto('/')
    await this.page.getByRole('button', { name: 'New pipeline' }).click()
    await expect(this.page.getByRole('heading', { name: 'Drag a source here' })).toBeVisible()
  }

  /** Imports a document from a file and is where it is drawn. */
  async openDocument(document: PipelineDocument): Promise<void> {
    await this.page.goto('/')
    await expect(this.page.getByRole('button', { name: 'Import' })).toBeVisible()
    await this.page.locator('input[data-import]').setInputFiles({
      name: `${document.name}.json`,
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(document)),
    })
    await expect(this.nodes).toHaveCount(Object.keys(document.nodes).length)
    await this.settled()
  }

  get nodes(): Locator {
    return this.page.locator('.react-flow__node')
  }

  node(id: string): Locator {
    return this.page.locator(`.react-flow__node[data-id="${id}"]`)
  }

  edge(from: string, to: string): Locator {
    return this.page.locator(`.react-flow__edge[data-id="${from}>${to}"]`)
  }

  get edges(): Locator {
    return this.page.locator('.react-flow__edge')
  }

  gate(port: string, kind: 'source' | 'target'): Locator {
    const at = port.indexOf('.')
    return this.node(port.slice(0, at)).locator(`.gate.${kind}[data-handleid="${port.slice(at + 1)}"]`)
  }

  /** The view does not move any more: it is fitted when nodes come, in some steps. */
  async settled(): Promise<void> {
    const view = this.page.locator('.react-flow__viewport')
    let before = ''
    await expect(async () => {
      const now = (await view.getAttribute('style')) ?? ''
      const same = now === before
      before = now
      expect(same).toBe(true)
    }).toPass({ intervals: [120, 120, 120, 250] })
  }

  /** Takes an operator from the palette and drops it on the canvas, in pixels from its corner. */
  async drag(type: string, x: number, y: number): Promise<void> {
    const { mouse } = this.page
    const item = this.page.locator(`.palette-item[data-type="${type}"]`)
    await item.scrollIntoViewIfNeeded()
    const from = await centre(item)
    const canvas = (await this.page.locator('.canvas').boundingBox())!
    await mouse.move(from.x, from.y)
    await mouse.down()
    await mouse.move(from.x + 12, from.y + 6, { steps: 3 })
    await mouse.move(canvas.x + x, canvas.y + y, { steps: 8 })
    const before = await this.nodes.count()
    await mouse.up()
    await expect(this.nodes).toHaveCount(before + 1)
  }

  /** Draws an edge from gate to gate; whether it came to be is for the story to say. */
  async draw(from: string, to: string): Promise<void> {
    await this.pull(from, to)
    await this.page.mouse.up()
  }

  /** Pulls an edge from a gate to another one and holds it there. */
  async pull(from: string, to: string): Promise<void> {
    const { mouse } = this.page
    const start = await centre(this.gate(from, 'source'))
    const end = await centre(this.gate(to, 'target'))
    await mouse.move(start.x, start.y)
    await mouse.down()
    await mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 5 })
    await mouse.move(end.x, end.y, { steps: 8 })
  }

  async connect(from: string, to: string): Promise<void> {
    await this.draw(from, to)
    await expect(this.edge(from, to)).toBeAttached()
  }

  /** Selects a node by its title, where no gate and no badge is. */
  async select(id: string): Promise<void> {
    await this.node(id).locator('.node-title').click()
    await expect(this.node(id)).toHaveClass(/selected/)
  }

  async selectEdge(from: string, to: string): Promise<void> {
    const { x, y } = await this.edge(from, to)
      .locator('.edge-casing')
      .evaluate((path: SVGPathElement) => {
        const middle = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM()!)
        return { x: middle.x, y: middle.y }
      })
    await this.page.mouse.click(x, y)
    await expect(this.edge(from, to).locator('.edge.selected')).toBeAttached()
  }

  get inspector(): Locator {
    return this.page.locator('[data-region="inspector"]')
  }

  get dock(): Locator {
    return this.page.locator('[data-region="dock"]')
  }

  /** A setting of the selected node. */
  setting(path: string): Locator {
    return this.inspector.locator(`[data-path="${path}"]`)
  }

  /** Writes an expression into a setting, or into a part of one. */
  async write(place: Locator, text: string): Promise<void> {
    const field = place.locator('textarea, input, .cm-content').first()
    await field.click()
    await this.page.keyboard.press('ControlOrMeta+a')
    await this.page.keyboard.insertText(text)
    await this.page.keyboard.press('Escape')
  }

  async openTab(name: string): Promise<void> {
    await this.dock.getByRole('tab', { name }).click()
  }

  /** The version that is saved. */
  async saved(): Promise<number> {
    const chip = this.page.locator('[data-save="saved"]')
    await expect(chip).toBeVisible()
    return Number(/v(\d+)/.exec((await chip.textContent()) ?? '')?.[1])
  }

  /** Deploys by the dialog, which it gives before it is confirmed. */
  async deploy(look?: (dialog: Locator) => Promise<void>): Promise<void> {
    await this.page.getByRole('button', { name: /^Deploy/ }).click()
    const dialog = this.page.getByRole('dialog')
    const confirm = dialog.getByRole('button', { name: /^Deploy v/ })
    await expect(confirm).toBeEnabled()
    await look?.(dialog)
    await confirm.click()
    await expect(dialog).toBeHidden({ timeout: 30_000 })
  }

  /** What the chip beside the name says the job does. */
  async expectRun(state: string): Promise<void> {
    await expect(this.page.locator(`[data-run="${state}"]`)).toBeVisible({ timeout: 30_000 })
  }

  async stop(): Promise<void> {
    await this.page.getByRole('button', { name: 'Stop' }).click()
    await this.expectRun('stopped')
  }
}

export async function centre(locator: Locator): Promise<{ x: number; y: number }> {
  const box = (await locator.boundingBox())!
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}
