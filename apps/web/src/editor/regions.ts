/** The parts of the page, in the order in which F6 goes through them: Tab means something else on the canvas. */
const ORDER = ['palette', 'canvas', 'inspector', 'dock']

const FOCUSABLE =
  'input:not([disabled]):not([hidden]), button:not([disabled]), [tabindex="0"], a[href], textarea, select'

/** Gives the keyboard to the next part of the page. */
export function focusNextRegion(): void {
  const now = document.activeElement?.closest<HTMLElement>('[data-region]')?.dataset.region
  // What has the keyboard when nothing has it is the canvas: a node that was deleted has left it there.
  const after = ORDER.indexOf(now ?? 'canvas') + 1
  for (let i = 0; i < ORDER.length; i++) {
    const region = document.querySelector<HTMLElement>(`[data-region="${ORDER[(after + i) % ORDER.length]}"]`)
    const target = region?.matches('[tabindex="0"]') ? region : region?.querySelector<HTMLElement>(FOCUSABLE)
    if (!target) continue
    target.focus({ preventScroll: true })
    return
  }
}
