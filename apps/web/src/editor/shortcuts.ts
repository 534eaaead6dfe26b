/** Keys to commands. Keys that write text never leave a field. */
import { type Command, commands } from './commands.ts'

/** As much of a keyboard event as is read here. */
export interface Pressed {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

export interface Place {
  /** The keyboard writes into a field. */
  readonly typing: boolean
  /** The canvas or something on it has the keyboard. */
  readonly canvas: boolean
}

/** The command of a key, if there is one here. */
export function commandFor(pressed: Pressed, { typing, canvas }: Place): Command | undefined {
  return commands.find(({ keys = [], canvasOnly }) =>
    keys.some((combination) => {
      if (!matches(combination, pressed)) return false
      if (canvasOnly) return canvas && !typing
      return !typing || combination.startsWith('Mod+') || /^F\d+$/.test(combination)
    }),
  )
}

/** Inside a field these belong to the text. */
const OF_TEXT = new Set(['Mod+Z', 'Mod+Shift+Z', 'Mod+Y', 'Mod+A'])
export const belongsToText = (combination: string) => OF_TEXT.has(combination)

function matches(combination: string, { key, ctrlKey, metaKey, shiftKey, altKey }: Pressed): boolean {
  const parts = combination === '+' ? ['+'] : combination.split('+')
  const wanted = parts.at(-1)!
  const mod = parts.includes('Mod')
  if (mod !== (ctrlKey || metaKey) || parts.includes('Alt') !== altKey) return false
  // A sign such as `?` needs Shift on most keyboards, and is what it is.
  const letter = /^[a-z]$/i.test(wanted)
  if ((letter || wanted.length > 1) && parts.includes('Shift') !== shiftKey) return false
  return letter ? key.toLowerCase() === wanted.toLowerCase() : key === wanted
}

const SIGNS: Readonly<Record<string, string>> = {
  ArrowRight: '→',
  ArrowLeft: '←',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  Backspace: '⌫',
  Delete: 'Del',
  '-': '−',
}

/** A combination as keyboards are labelled: `Ctrl ⇧ Z`, `⌘⇧Z`. */
export function keysText(combination: string, mac: boolean): string {
  const parts = combination === '+' ? ['+'] : combination.split('+')
  const shown = parts.map((part) => {
    if (part === 'Mod') return mac ? '⌘' : 'Ctrl'
    if (part === 'Shift') return '⇧'
    if (part === 'Alt') return mac ? '⌥' : 'Alt'
    return SIGNS[part] ?? part
  })
  return shown.join(mac ? '' : ' ')
}

export const isMac = () => typeof navigator !== 'undefined' && /Mac|iP(hone|ad)/.test(navigator.platform)

/** The first key of a command as it is shown. */
export const keysOf = ({ keys }: Command): string | undefined => keys?.[0] && keysText(keys[0], isMac())
