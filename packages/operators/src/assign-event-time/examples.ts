import type { Example } from '@millrace/algebra'

const schema = { id: 'INT', at: 'TIMESTAMP(3)' }
const rows = [
  { id: 1, at: '2026-01-01T10:00:00.000' },
  { id: 2, at: '2026-01-01T10:00:09.000' },
  { id: 3, at: '2026-01-01T10:00:02.000' },
]

export const examples: readonly Example[] = [
  {
    title: 'The time of a field, with up to five seconds of disorder',
    config: { field: 'at', delay: '5s' },
    given: { in: { schema, rows } },
    expect: { out: rows },
  },
  {
    title: 'Another time than the one that the source has',
    config: { field: 'paid' },
    given: {
      in: {
        schema: { ordered: 'TIMESTAMP(3)', paid: 'TIMESTAMP_LTZ(3)' },
        eventTime: 'ordered',
        rows: [{ ordered: '2026-01-01T10:00:00.000', paid: '2026-01-01T10:03:00.000Z' }],
      },
    },
    expect: { out: [{ ordered: '2026-01-01T10:00:00.000', paid: '2026-01-01T10:03:00.000Z' }] },
  },
  {
    title: 'Rows without a time go to their own port',
    config: { field: 'at' },
    given: { in: { schema, rows: [...rows, { id: 4, at: null }] } },
    expect: { out: rows, failed: [{ id: 4, at: null, error: 'The event time `at` of a row is NULL.' }] },
  },
]
