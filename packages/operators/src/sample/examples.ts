import type { Example } from '@millrace/algebra'

const schema = { user_id: 'STRING', page: 'INT' }
const rows = [
  { user_id: 'ann', page: 1 },
  { user_id: 'bob', page: 1 },
  { user_id: 'cid', page: 1 },
  { user_id: 'dan', page: 1 },
  { user_id: 'ann', page: 2 },
  { user_id: 'bob', page: 2 },
]

export const examples: readonly Example[] = [
  {
    title: 'Half of the users, with everything that they do',
    config: { fraction: 0.5, keyBy: ['user_id'] },
    given: { in: { schema, rows } },
    expect: { out: [rows[0]!, rows[2]!, rows[4]!] },
  },
  {
    title: 'All rows',
    config: { fraction: 1 },
    given: { in: { schema, rows } },
    expect: { out: rows },
  },
]
