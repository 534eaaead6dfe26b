/** What flows while a pipeline is drawn: the first rows of its sources, run through it after every change. */
import type { Json } from '@millrace/language'
import { createStore, type StoreApi } from 'zustand/vanilla'

export interface PreviewRows {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rows: readonly { readonly kind: string; readonly values: { readonly [field: string]: Json } }[]
  /** How many have passed; `rows` are the first of them. */
  readonly count: number
}

export interface PreviewState {
  readonly ports: Readonly<Record<string, PreviewRows>>
  /** Absent before the first one. */
  readonly tookMs?: number | undefined
  /** Its time was over before all rows were read. */
  readonly cut?: boolean | undefined
  readonly failure?:
    | { readonly node: string | null; readonly message: string; readonly hint: string | null }
    | undefined
  readonly busy: boolean
}

export type PreviewStore = StoreApi<PreviewState>

export const NO_PREVIEW: PreviewState = { ports: {}, busy: false }
export const createPreview = (): PreviewStore => createStore<PreviewState>(() => NO_PREVIEW)

type Values = PreviewRows['rows'][number]['values']

/** The rows that are there after the changes that were seen, the newest last: what is withdrawn takes its row away. */
export function rowsLeft({ rows }: PreviewRows): Values[] {
  const left: { text: string; values: Values }[] = []
  for (const { kind, values } of rows) {
    const text = JSON.stringify(values)
    if (kind.startsWith('+')) {
      left.push({ text, values })
      continue
    }
    const at = left.findLastIndex((other) => other.text === text)
    if (at >= 0) left.splice(at, 1)
  }
  return left.map(({ values }) => values)
}
