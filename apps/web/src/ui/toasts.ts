import { createStore } from 'zustand/vanilla'

export interface Toast {
  readonly id: number
  readonly text: string
  readonly tone: 'normal' | 'bad'
  readonly action?: { readonly label: string; run(): void } | undefined
}

/** What is shown at the foot of the page for some seconds; four at most, the oldest goes first. */
export const toastStore = createStore<readonly Toast[]>(() => [])

const SHOWN_MS = 6000
let last = 0

export function toast(text: string, { tone = 'normal', action }: Partial<Pick<Toast, 'tone' | 'action'>> = {}): void {
  const id = ++last
  toastStore.setState(
    (toasts) => [...toasts.filter((other) => other.text !== text), { id, text, tone, action }].slice(-4),
    true,
  )
  setTimeout(() => dismiss(id), SHOWN_MS)
}

export const dismiss = (id: number): void =>
  toastStore.setState((toasts) => toasts.filter((toast) => toast.id !== id), true)
