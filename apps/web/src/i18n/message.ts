import { en, type MessageKey } from './en.ts'
import { zh } from './zh.ts'

export type Language = 'en' | 'zh'
export type Arguments = { readonly [name: string]: string | number }

const catalogues: Record<Language, Readonly<Record<MessageKey, string>>> = { en, zh }

/** A message in a language; `{name}` takes an argument, `{n|row|rows}` a word by number. */
export function message(to: Language, key: MessageKey, args: Arguments = {}): string {
  return catalogues[to][key].replace(
    /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g,
    (_, name: string, one?: string, many?: string) => {
      const value = args[name] ?? ''
      if (one === undefined || many === undefined) return String(value)
      return value === 1 ? one : many
    },
  )
}
