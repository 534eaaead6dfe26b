import type { Example } from '@millrace/algebra'

export const examples: readonly Example[] = [
  {
    title: 'All rows come through',
    config: {},
    given: {
      in: {
        schema: { id: 'INT', name: 'STRING' },
        rows: [
          { id: 1, name: 'a' },
          { id: 1, name: 'a' },
          { id: 2, name: null },
        ],
      },
    },
    expect: {
      out: [
        { id: 1, name: 'a' },
        { id: 1, name: 'a' },
        { id: 2, name: null },
      ],
    },
  },
]
