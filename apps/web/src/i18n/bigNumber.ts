/** A large number as it is shown: separators, its unit on the side where the language puts it, and how it has changed. */

/** Signs of currencies stand before the number. */
const BEFORE = /^[¥$€£₩₹￥]$/

export interface NumberParts {
  readonly before: string
  readonly text: string
  readonly after: string
}

/** Decimals come as text, so that no digit is lost; all of them are shown. */
export function bigNumberParts(value: number | string | null, unit: string): NumberParts {
  const text = value === null ? '–' : grouped(String(value))
  return BEFORE.test(unit) ? { before: unit, text, after: '' } : { before: '', text, after: unit }
}

/** Thousands apart; both languages write them so. Long fractions of computed doubles are cut. */
function grouped(text: string): string {
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(text)
  if (!match) return text
  const [, sign, whole = '', fraction = ''] = match
  const digits = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')
  return `${sign === '-' ? '−' : ''}${digits}${fraction.slice(0, 5)}`
}

/** `+6.1%` against the number it is compared with; absent when there is nothing to compare with. */
export function changeOf(value: number | string | null, comparison: number | string | null): string | undefined {
  const [now, before] = [Number(value), Number(comparison)]
  if (value === null || comparison === null || !Number.isFinite(now) || !Number.isFinite(before) || before === 0)
    return undefined
  const percent = ((now - before) / Math.abs(before)) * 100
  const size = Math.abs(percent)
  const digits = size >= 100 ? size.toFixed(0) : size.toFixed(1)
  return `${percent < 0 ? '−' : '+'}${digits}%`
}
