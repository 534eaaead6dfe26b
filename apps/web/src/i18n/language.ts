import { useSyncExternalStore } from 'react'
import { createStore } from 'zustand/vanilla'
import { en, type MessageKey } from './en.ts'
import { zh } from './zh.ts'

export type Language = 'en' | 'zh'
export type Arguments = { readonly [name: string]: string | number }

const catalogues: Record<Language, Readonly<Record<MessageKey, string>>> = { en, zh }
const KEY = 'millrace.language'

const initial = (): Language => (document.documentElement.lang.startsWith('zh') ? 'zh' : 'en')

const languageStore = createStore<Language>(initial)

export const language = (): Language => languageStore.getState()

export function setLanguage(next: Language): void {
  languageStore.setState(next)
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en'
  localStorage.setItem(KEY, next)
}

export const useLanguage = (): Language => useSyncExternalStore(languageStore.subscribe, language)

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

export type Translate = (key: MessageKey, args?: Arguments) => string

/** Messages in the chosen language, again when it changes. */
export function useT(): Translate {
  const chosen = useLanguage()
  return (key, args) => message(chosen, key, args)
}
