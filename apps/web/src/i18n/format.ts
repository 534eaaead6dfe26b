/** Numbers, rates, lengths of time and dates as the language writes them. */
import type { Language } from './language.ts'

const locale: Record<Language, string> = { en: 'en-US', zh: 'zh-CN' }

/** Whole numbers with separators: `17,304`. */
export const formatCount = (value: number, language: Language): string =>
  new Intl.NumberFormat(locale[language], { maximumFractionDigits: 0 }).format(value)

/** Short from 10,000 on: `17.3k`, `2.4M`; digits are the same in both languages. */
export function formatShort(value: number): string {
  const steps = [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e4, 'k'],
  ] as const
  for (const [from, unit] of steps) {
    if (value < from) continue
    const scaled = value / (unit === 'k' ? 1e3 : from)
    return `${scaled >= 100 ? Math.round(scaled) : Math.round(scaled * 10) / 10}${unit}`
  }
  if (value >= 1000) return formatCount(value, 'en')
  if (value >= 100 || Number.isInteger(value)) return String(Math.round(value))
  return String(Math.round(value * 10) / 10)
}

/** Rows per second; below one per second, rows per minute. */
export function formatRate(perSecond: number, language: Language): string {
  if (perSecond > 0 && perSecond < 0.95) return `${formatShort(perSecond * 60)}/${language === 'zh' ? '分' : 'min'}`
  if (perSecond >= 1000 && perSecond < 1e4)
    return `${Math.round(perSecond / 100) / 10}k/${language === 'zh' ? '秒' : 's'}`
  return `${formatShort(perSecond)}/${language === 'zh' ? '秒' : 's'}`
}

const UNITS = [
  ['d', 86_400_000, 'd', '天'],
  ['h', 3_600_000, 'h', '小时'],
  ['m', 60_000, 'min', '分'],
  ['s', 1000, 's', '秒'],
] as const

/** A length of time as two units at most: `3.2 s`, `4 min 12 s`, `41 ms`. */
export function formatSpan(ms: number, language: Language): string {
  if (ms < 1000) return `${Math.round(ms)} ${language === 'zh' ? '毫秒' : 'ms'}`
  if (ms < 60_000) return `${Math.round(ms / 100) / 10} ${language === 'zh' ? '秒' : 's'}`
  const parts: string[] = []
  let rest = Math.round(ms / 1000) * 1000
  for (const [, size, en, zh] of UNITS) {
    if (parts.length === 2) break
    const count = Math.floor(rest / size)
    if (count === 0) {
      if (parts.length > 0) break
      continue
    }
    parts.push(`${count} ${language === 'zh' ? zh : en}`)
    rest -= count * size
  }
  return parts.join(' ')
}

/** A duration of a configuration in words: `1 minute`, `90 seconds`. */
export function formatDurationWords(ms: number, language: Language): string {
  const names = {
    en: { d: ['day', 'days'], h: ['hour', 'hours'], m: ['minute', 'minutes'], s: ['second', 'seconds'] },
    zh: { d: ['天', '天'], h: ['小时', '小时'], m: ['分钟', '分钟'], s: ['秒', '秒'] },
  }[language]
  for (const [unit, size] of UNITS) {
    if (ms === 0 || ms % size !== 0) continue
    const count = ms / size
    return `${count} ${names[unit][count === 1 ? 0 : 1]}`
  }
  return language === 'zh' ? `${ms} 毫秒` : `${ms} millisecond${ms === 1 ? '' : 's'}`
}

/** A duration inside a sentence: `1 min`, `30 s`, `1 分钟`. */
export function formatDurationShort(ms: number, language: Language): string {
  if (language === 'zh') return formatDurationWords(ms, 'zh')
  for (const [, size, en] of UNITS) if (ms !== 0 && ms % size === 0) return `${ms / size} ${en}`
  return `${ms} ms`
}

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`
  if (bytes < 1e6) return `${Math.round(bytes / 100) / 10} kB`
  if (bytes < 1e9) return `${Math.round(bytes / 1e5) / 10} MB`
  return `${Math.round(bytes / 1e8) / 10} GB`
}

export const formatPercent = (share: number): string => `${Math.round(share * 100)}%`

/** `10:23:41` */
export const formatClock = (at: number): string => {
  const date = new Date(at)
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':')
}

/** `04:11 today`, `Nov 9, 16:40`, `2025-11-09`. */
export function formatWhen(at: number, language: Language, now: number): string {
  const date = new Date(at)
  const today = new Date(now)
  const clock = formatClock(at).slice(0, 5)
  if (date.toDateString() === today.toDateString()) return language === 'zh' ? `今天 ${clock}` : `${clock} today`
  if (date.getFullYear() !== today.getFullYear()) return date.toISOString().slice(0, 10)
  const day = new Intl.DateTimeFormat(locale[language], { month: 'short', day: 'numeric' }).format(date)
  return language === 'zh' ? `${day} ${clock}` : `${day}, ${clock}`
}
