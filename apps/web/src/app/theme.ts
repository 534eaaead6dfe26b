import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

export type Theme = 'light' | 'dark' | 'system'
const KEY = 'millrace.theme'

const stored = (): Theme => {
  const text = localStorage.getItem(KEY)
  return text === 'light' || text === 'dark' ? text : 'system'
}

const system = matchMedia('(prefers-color-scheme: dark)')
export const themeStore = createStore<{ readonly theme: Theme; readonly dark: boolean }>(() => ({
  theme: stored(),
  dark: isDark(stored()),
}))

function isDark(theme: Theme): boolean {
  return theme === 'dark' || (theme === 'system' && system.matches)
}

function show(theme: Theme): void {
  const dark = isDark(theme)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
  themeStore.setState({ theme, dark })
}

export function setTheme(theme: Theme): void {
  if (theme === 'system') localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, theme)
  show(theme)
}

/** Follows the system while nothing else was chosen. */
export function followSystem(): void {
  system.addEventListener('change', () => show(themeStore.getState().theme))
}

export const useTheme = (): Theme => useStore(themeStore, ({ theme }) => theme)
export const useDark = (): boolean => useStore(themeStore, ({ dark }) => dark)
