import type { Example } from '@millrace/algebra'

const schema = { shop: 'STRING', amount: 'INT' }
const rows = [
  { shop: 'north', amount: 1 },
  { shop: 'north', amount: 2 },
  { shop: 'south', amount: 3 },
  { shop: 'north', amount: 4 },
]

export const examples: readonly Example[] = [
  {
    title: 'The first two rows',
    config: { limit: 2 },
    given: { in: { schema, rows } },
    expect: { out: rows.slice(0, 2) },
  },
  {
    title: 'The second row of each shop',
    config: { keyBy: ['shop'], offset: 1, limit: 1 },
    given: { in: { schema, rows } },
    expect: { out: [rows[1]!] },
  },
  {
    title: 'A row that is deleted makes room for the next one',
    config: { limit: 1 },
    given: {
      in: { schema, primaryKey: ['shop'], rows: [rows[0]!, rows[2]!, { $kind: '-D', ...rows[0]! }] },
    },
    expect: { out: [rows[0]!, { $kind: '-D', ...rows[0]! }, rows[2]!] },
  },
]
