/** What the runner and the thread of previews tell each other; plain data, since it is copied. */
import type { Plan } from '@millrace/algebra'
import type { Json } from '@millrace/language'
import type { Root } from '../files/roots.ts'
import type { SampledRow } from '../jobs/protocol.ts'

export interface PreviewOrder {
  plan: Plan
  /** Rows that each source gives, about. */
  rows: number
  connections: Readonly<Record<string, Json>>
  secrets: readonly string[]
  roots: readonly Root[]
}

export interface PreviewFailure {
  /** Node of the document that it happened on. */
  node: string | null
  message: string
  hint: string | null
}

export interface PreviewOutcome {
  /** How many rows have left each port of the document, and the first of them. */
  ports: { [port: string]: { count: number; rows: SampledRow[] } }
  /** Why it ended early; the rows before are there. */
  failure: PreviewFailure | null
  /** The time was over before the rows were read. */
  cut: boolean
}

export type ToPreview = { type: 'run'; id: number; order: PreviewOrder } | { type: 'cancel' }
export interface FromPreview {
  id: number
  outcome: PreviewOutcome
}
