/** What a node shows under its summary, and how much room that takes. The room never depends on a number. */
import type { Definition, OperatorDefinition } from '@millrace/algebra'

/** Sinks that show their value in the node. */
export type Display = 'number' | 'table'

export type MetricName = 'in' | 'out' | 'write' | 'busy' | 'lag' | 'state' | 'late'

const DISPLAYS: Readonly<Record<string, Display>> = {
  'number-sink': 'number',
  'big-number-sink': 'number',
  'table-sink': 'table',
}

export const displayOf = ({ type }: Definition): Display | undefined => DISPLAYS[type]

/** At most five rows: those that differ from kind to kind. */
export function metricsOf(definition: Definition, keyed: boolean): readonly MetricName[] {
  if (definition.kind === 'source') return ['out', 'lag']
  if (definition.kind === 'sink') return ['write']
  if (!keyed) return ['in', 'out']
  const { outputs } = definition as OperatorDefinition
  const late = typeof outputs !== 'function' && 'late' in outputs
  return ['out', 'busy', 'lag', 'state', ...(late ? (['late'] as const) : [])]
}

/** Nodes with a watermark have room for its name and value. */
export const LEAST_WITH_LAG = 160
/** Nodes that show a number or rows have room for them. */
export const LEAST_WITH_DISPLAY = 192
export const METRIC_ROW = 16
export const TABLE_ROWS = 5

export function displayHeight(display: Display | undefined, metrics: readonly MetricName[]): number {
  const value = display === 'number' ? 62 : display === 'table' ? TABLE_ROWS * 17 + 15 : 0
  const numbers = metrics.length === 0 ? 0 : 10 + 9 + metrics.length * METRIC_ROW + 4
  return value + numbers
}
