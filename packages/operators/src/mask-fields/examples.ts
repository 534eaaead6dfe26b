import type { Example } from '@millrace/algebra'

const schema = { id: 'INT', name: 'STRING', email: 'STRING', phone: 'STRING', card: 'BIGINT' }

export const examples: readonly Example[] = [
  {
    title: 'Each kind of data in its own way',
    config: {
      fields: [
        { field: 'name', method: { type: 'keep', first: 1 } },
        { field: 'email', method: { type: 'email' } },
        { field: 'phone', method: { type: 'phone' } },
        { field: 'card', method: { type: 'card' } },
      ],
    },
    given: {
      in: {
        schema,
        rows: [
          { id: 1, name: 'Müller', email: 'jane.doe@example.com', phone: '13812345678', card: 6222021234567890 },
          { id: 2, name: null, email: null, phone: null, card: null },
        ],
      },
    },
    expect: {
      out: [
        { id: 1, name: 'M*****', email: 'j***@example.com', phone: '138****5678', card: '622202******7890' },
        { id: 2, name: null, email: null, phone: null, card: null },
      ],
    },
  },
  {
    title: 'A hash that still tells values apart, a fixed text, and nothing at all',
    config: {
      fields: [
        { field: 'user', method: { type: 'hash' } },
        { field: 'note', method: { type: 'replace', with: '(hidden)' } },
        { field: 'born', method: { type: 'null' } },
      ],
    },
    given: {
      in: {
        schema: { user: 'STRING', note: 'STRING', born: 'DATE' },
        rows: [{ user: 'abc', note: 'private', born: '1990-03-07' }, { user: 'abc' }],
      },
    },
    expect: {
      out: [
        {
          user: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
          note: '(hidden)',
          born: null,
        },
        { user: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', note: null, born: null },
      ],
    },
  },
]
