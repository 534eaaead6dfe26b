import type { Example } from '@millrace/algebra'

const schema = { id: 'INT', ts: 'TIMESTAMP(3)' }
const row = (id: number, second: string) => ({ id, ts: `2026-01-01T10:00:${second}.000` })

export const examples: readonly Example[] = [
  {
    title: 'Rows that came out of order',
    config: { orderBy: [{ field: 'ts' }, { field: 'id', direction: 'desc' }] },
    given: {
      in: { schema, eventTime: 'ts', delay: '5s', rows: [row(1, '02'), row(2, '01'), row(3, '02'), row(4, '09')] },
    },
    expect: { out: [row(2, '01'), row(3, '02'), row(1, '02'), row(4, '09')] },
  },
  {
    title: 'A row before one that has been given leaves on the side',
    config: { orderBy: [{ field: 'ts' }] },
    given: { in: { schema, eventTime: 'ts', rows: [row(1, '02'), row(2, '01')] } },
    expect: { out: [row(1, '02')], late: [row(2, '01')] },
  },
]
