/** What the runner and the thread of a job tell each other. Everything here is copied between threads, so it is plain data. */
import type { Plan } from '@millrace/algebra'
import type { NumberState, TablePage, TableQuery } from '@millrace/connectors'
import type { Json } from '@millrace/language'
import type { CheckpointSummary } from '../checkpoints/store.ts'
import type { Root } from '../files/roots.ts'

/** What a job's thread is started with. */
export interface JobOrder {
  /** Name for identities outside that must survive a restart. */
  job: string
  plan: Plan
  /** Edges of the document, `node.port` to `node.port`. */
  edges: readonly { from: string; to: string }[]
  /** Ports whose rows did not take the main way: late, failed, rejected. */
  sidePorts: readonly string[]
  checkpointEveryMs: number
  checkpoints: string
  stateKey: Uint8Array
  /** Connections that the plan names, with their secrets. */
  connections: Readonly<Record<string, Json>>
  /** The secrets among them: no message may show one. */
  secrets: readonly string[]
  roots: readonly Root[]
}

/** How far a job is, in totals since its thread began; rates are made from two of them. */
export interface JobNumbers {
  /** Milliseconds since 1970, and of a clock that never goes back. */
  at: number
  monotonic: number
  /** Rows that have left each port of the document. */
  ports: Record<string, number>
  nodes: Record<string, NodeTotals>
  /** Milliseconds for which reading has waited for sinks. */
  heldMs: number
  tables: Record<string, { version: number; size: number }>
  /** Numbers that have changed since the last message. */
  bigNumbers: Record<string, NumberState>
}

export interface NodeTotals {
  rowsIn: number
  rowsOut: number
  late: number
  failed: number
  rejected: number
  /** Of its own work; null where it runs inside the flow of the node before. */
  busyMs: number | null
  /** Smallest of its watermarks; null before the first one. */
  watermark: number | null
  /** The input has ended: no watermark is still to come. */
  ended: boolean
  /** Keys or rows in its state now. */
  stateRows: number
  /** Why a source waits. */
  trouble: string | null
}

/** A row on its way, as it passed a port. */
export interface SampledRow {
  kind: '+I' | '-U' | '+U' | '-D'
  /** The row as JSON. */
  row: string
}

export interface LogEntry {
  at: number
  node?: string
  level: 'print' | 'warning' | 'error'
  line: string
}

export interface CheckpointRecord extends CheckpointSummary {
  /** How long it took; unknown for one of an earlier runner. */
  ms?: number
}

/** Why a job ended. */
export interface Failure {
  node: string | null
  message: string
  hint: string | null
  /** Trying again can help, without anybody changing anything. */
  retryable: boolean
  /** It is a mistake of Millrace, not of the pipeline or the world. */
  ours: boolean
  /** For the log of the runner only. */
  detail: string
}

/** What was taken over from a checkpoint. */
export interface Restored {
  epoch: number
  at: number
  /** Damaged checkpoints that were passed over. */
  passedOver: string[]
}

export type ToThread =
  | { type: 'stop' }
  /** The last update has arrived; the next one may be sent. */
  | { type: 'received' }
  | { type: 'tap'; port: string; on: boolean }
  | { type: 'ask'; id: number; question: Question }

export type FromThread =
  | { type: 'running'; restored?: Restored }
  | { type: 'update'; numbers: JobNumbers; rows: Record<string, SampledRow[]>; log: LogEntry[] }
  | { type: 'checkpoint'; checkpoint: CheckpointRecord }
  | { type: 'answer'; id: number; answer: Answer; ms: number }
  | { type: 'refused'; id: number; message: string }
  | { type: 'ended'; end: 'finished' | 'stopped' }
  | { type: 'failed'; failure: Failure }

export type Question =
  | { about: 'state-tables'; node: string }
  | { about: 'state-scan'; task: string; table: string; from: number; limit: number }
  | { about: 'state-lookup'; task: string; table: string; key: Json }
  | { about: 'table'; node: string; query: TableQuery }
  | { about: 'big-number'; node: string }

export interface StateTableInfo {
  /** Node of the plan that keeps it. */
  task: string
  table: string
  key: { name: string; type: string }[]
  value: { name: string; type: string }[]
  size: number
}

export interface StateEntry {
  key: Json
  value: Json
}

/** By what was asked. */
export interface Answers {
  'state-tables': StateTableInfo[]
  'state-scan': StateEntry[]
  'state-lookup': StateEntry | null
  table: TablePage
  'big-number': NumberState
}
export type Answer = Answers[keyof Answers]
