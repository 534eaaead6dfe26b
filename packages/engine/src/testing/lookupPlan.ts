import type { CallPrimitive, Plan, PlanNode } from '@millrace/algebra'
import { INT, STRING } from '@millrace/language'

/** What is looked up, and the rows that look it up by their only field. */
export const table = [
  { name: 'k', type: INT, nullable: false },
  { name: 'name', type: STRING, nullable: true },
]
export const row = [{ name: 'k', type: INT, nullable: true }]
export const append = { mode: 'append' } as const

const sink = (id: string, port: string): PlanNode => ({
  id,
  owner: id,
  op: { op: 'sink', table: { connector: 'memory', options: {}, row: table, bounded: true }, changes: 'append' },
  inputs: [{ node: 'it/lookup', port }],
  outputs: {},
})

/** A source, a look-up and, for each port that is read, a sink. */
export const lookupPlan = (
  how: Pick<CallPrimitive, 'reload' | 'requests'>,
  { bounded = true, sinks = ['out'] as readonly string[] } = {},
): Plan => ({
  timeZone: 'UTC',
  ports: {},
  nodes: [
    {
      id: 'in/source',
      owner: 'in',
      op: { op: 'source', table: { connector: 'memory', options: {}, row, bounded } },
      inputs: [],
      outputs: { out: { row, changes: append }, rejected: { row: [], changes: append } },
    },
    {
      id: 'it/lookup',
      owner: 'it',
      op: {
        op: 'call',
        table: { connector: 'test', options: {}, row: table, bounded: true },
        kind: 'left',
        on: [{ left: 0, right: 0, nulls: 'never' }],
        fields: [
          { name: 'k', from: 0, column: 0 },
          { name: 'name', from: 1, column: 1 },
        ],
        ...how,
      },
      inputs: [{ node: 'in/source', port: 'out' }],
      outputs: {
        out: { row: table, changes: append },
        ...(how.requests && {
          failed: { row: [...row, { name: 'error', type: STRING, nullable: false }], changes: append },
        }),
      },
    },
    ...sinks.map((port) => sink(port, port)),
  ],
})
