import { useSyncExternalStore } from 'react'
import { createStore } from 'zustand/vanilla'
import type { MessageKey } from './en.ts'
import { type Arguments, type Language, message } from './message.ts'

export type { Language }

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

export type Translate = (key: MessageKey, args?: Arguments) => string

/** Messages in the chosen language, again when it changes. */
export function useT(): Translate {
  const chosen = useLanguage()
  return (key, args) => message(chosen, key, args)
}
