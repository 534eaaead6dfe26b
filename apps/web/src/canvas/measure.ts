import { useSyncExternalStore } from 'react'
import type { Measure } from '../editor/nodeShape.ts'

const FONTS = {
  title: '600 13px "Inter Variable", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei UI", system-ui, sans-serif',
  summary: '400 12px "Inter Variable", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei UI", system-ui, sans-serif',
  code: '400 11.5px "Geist Mono Variable", ui-monospace, "Noto Sans CJK SC", monospace',
} as const

const context = document.createElement('canvas').getContext('2d')
let widths = new Map<string, number>()
let fonts = 0

/** The width of a text as the browser will draw it. */
export const measure: Measure = (text, font) => {
  const key = `${font} ${text}`
  const known = widths.get(key)
  if (known !== undefined) return known
  if (!context) return text.length * 7
  context.font = FONTS[font]
  const { width } = context.measureText(text)
  widths.set(key, width)
  return width
}

/** Grows when fonts have loaded, because every width is another one then. */
export const useFonts = (): number =>
  useSyncExternalStore(
    (listener) => {
      const loaded = () => {
        widths = new Map()
        fonts++
        listener()
      }
      document.fonts.addEventListener('loadingdone', loaded)
      return () => document.fonts.removeEventListener('loadingdone', loaded)
    },
    () => fonts,
  )
