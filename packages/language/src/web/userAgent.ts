/** What the User-Agent of a request says of itself; the first rule that fits wins. */
type Rule = readonly [name: string, sign: RegExp]

const BOT = /bot\b|crawler|spider|slurp|curl\/|wget\/|python-requests|headless/i

const BROWSERS: readonly Rule[] = [
  ['WeChat', /MicroMessenger\/([\d.]+)/],
  ['QQ Browser', /M?QQBrowser\/([\d.]+)/],
  ['UC Browser', /UC ?Browser\/([\d.]+)/],
  ['Samsung Internet', /SamsungBrowser\/([\d.]+)/],
  ['Edge', /Edg(?:e|A|iOS)?\/([\d.]+)/],
  ['Opera', /(?:OPR|Opera)\/([\d.]+)/],
  ['Yandex Browser', /YaBrowser\/([\d.]+)/],
  ['Firefox', /(?:Firefox|FxiOS)\/([\d.]+)/],
  ['Chrome', /(?:Chrome|CriOS|Chromium)\/([\d.]+)/],
  ['Internet Explorer', /(?:MSIE |Trident\/[\d.]+; .*rv:)([\d.]+)/],
  ['Safari', /Version\/([\d.]+).*Safari\//],
]

const SYSTEMS: readonly Rule[] = [
  ['HarmonyOS', /HarmonyOS|OpenHarmony/],
  ['iOS', /iPhone|iPad|iPod/],
  ['Android', /Android/],
  ['Windows', /Windows/],
  ['ChromeOS', /CrOS/],
  ['macOS', /Mac OS X|Macintosh/],
  ['Linux', /Linux|X11/],
]

/** Longer texts are cut: nothing of use stands behind. */
const MAX_LENGTH = 1000
const cut = (text: string) => text.slice(0, MAX_LENGTH)

const firstOf = (rules: readonly Rule[], text: string): string | null =>
  rules.find(([, sign]) => sign.test(cut(text)))?.[0] ?? null

export const browserOf = (text: string): string | null => firstOf(BROWSERS, text)
export const systemOf = (text: string): string | null => firstOf(SYSTEMS, text)

export function browserVersionOf(text: string): string | null {
  for (const [, sign] of BROWSERS) {
    const match = sign.exec(cut(text))
    if (match) return match[1]!
  }
  return null
}

/** `bot`, `tablet`, `mobile`, `tv` or `desktop`. */
export function deviceOf(userAgent: string): string | null {
  const text = cut(userAgent)
  if (text === '') return null
  if (BOT.test(text)) return 'bot'
  if (/\b(?:SMART-?TV|SmartTV|AppleTV|GoogleTV|HbbTV|Tizen.*TV)\b/i.test(text)) return 'tv'
  if (/iPad|Tablet|PlayBook|Silk\/|Android(?!.*Mobile)/.test(text)) return 'tablet'
  return /Mobile|iPhone|iPod|Windows Phone|Android/.test(text) ? 'mobile' : 'desktop'
}
