import type { Plan } from '@millrace/algebra'
import type { JobMetrics } from '@millrace/engine'

/** How many rows have left each port of the document. */
export const rowsByPort = ({ ports }: Plan, { nodes }: JobMetrics): Record<string, number> =>
  Object.fromEntries(Object.entries(ports).map(([port, at]) => [port, nodes[at.node]?.rowsOut[at.port] ?? 0]))
