import type { Example } from '@millrace/algebra'

const schema = { player: 'STRING', score: 'INT' }

export const examples: readonly Example[] = [
  {
    title: 'The two best scores, with their rank',
    config: { orderBy: [{ field: 'score', direction: 'desc' }], limit: 2, rankField: 'rank' },
    given: {
      in: {
        schema,
        rows: [
          { player: 'ann', score: 5 },
          { player: 'bob', score: 7 },
          { player: 'cid', score: 5 },
          { player: 'dan', score: 6 },
        ],
      },
    },
    expect: {
      out: [
        { player: 'ann', score: 5, rank: 1 },
        { $kind: '-U', player: 'ann', score: 5, rank: 1 },
        { $kind: '+U', player: 'bob', score: 7, rank: 1 },
        { player: 'ann', score: 5, rank: 2 },
        { $kind: '-U', player: 'ann', score: 5, rank: 2 },
        { $kind: '+U', player: 'dan', score: 6, rank: 2 },
      ],
    },
  },
  {
    title: 'The two best ranks, which equal scores share',
    config: { orderBy: [{ field: 'score', direction: 'desc' }], limit: 2, ties: 'all', rankField: 'rank' },
    given: {
      in: {
        schema,
        rows: [
          { player: 'ann', score: 5 },
          { player: 'bob', score: 7 },
          { player: 'cid', score: 5 },
          { player: 'dan', score: 7 },
        ],
      },
    },
    expect: {
      out: [
        { player: 'ann', score: 5, rank: 1 },
        { player: 'bob', score: 7, rank: 1 },
        { $kind: '-U', player: 'ann', score: 5, rank: 1 },
        { $kind: '+U', player: 'ann', score: 5, rank: 2 },
        { player: 'cid', score: 5, rank: 2 },
        { $kind: '-D', player: 'ann', score: 5, rank: 2 },
        { $kind: '-D', player: 'cid', score: 5, rank: 2 },
        { player: 'dan', score: 7, rank: 1 },
      ],
    },
  },
  {
    title: 'Without ranks: what is pushed out is deleted',
    config: { orderBy: [{ field: 'score', direction: 'desc' }], limit: 1, keyBy: ['player'] },
    given: {
      in: {
        schema,
        rows: [
          { player: 'ann', score: 5 },
          { player: 'bob', score: null },
          { player: 'ann', score: 3 },
          { player: 'bob', score: 1 },
        ],
      },
    },
    expect: {
      out: [
        { player: 'ann', score: 5 },
        { player: 'bob', score: null },
        { $kind: '-U', player: 'bob', score: null },
        { $kind: '+U', player: 'bob', score: 1 },
      ],
    },
  },
  {
    title: 'Scores that change: who falls behind makes room for the next one',
    config: { orderBy: [{ field: 'score', direction: 'desc' }], limit: 1 },
    given: {
      in: {
        schema,
        primaryKey: ['player'],
        rows: [
          { player: 'ann', score: 5 },
          { player: 'bob', score: 7 },
          { player: 'bob', score: 2 },
          { $kind: '-D', player: 'ann', score: 5 },
        ],
      },
    },
    expect: {
      out: [
        { player: 'ann', score: 5 },
        { $kind: '-D', player: 'ann', score: 5 },
        { player: 'bob', score: 7 },
        { $kind: '-D', player: 'bob', score: 7 },
        { player: 'ann', score: 5 },
        { $kind: '-D', player: 'ann', score: 5 },
        { player: 'bob', score: 2 },
      ],
    },
  },
  {
    title: 'The latest score of each player: of equal times the one that came last',
    config: { orderBy: [{ field: 'ts', direction: 'desc' }], limit: 1, keyBy: ['player'] },
    given: {
      in: {
        schema: { ...schema, ts: 'TIMESTAMP(3)' },
        eventTime: 'ts',
        rows: [
          { player: 'ann', score: 5, ts: '2026-01-01T10:00:01.000' },
          { player: 'ann', score: 7, ts: '2026-01-01T10:00:01.000' },
        ],
      },
    },
    expect: {
      out: [
        { player: 'ann', score: 5, ts: '2026-01-01T10:00:01.000' },
        { $kind: '-U', player: 'ann', score: 5, ts: '2026-01-01T10:00:01.000' },
        { $kind: '+U', player: 'ann', score: 7, ts: '2026-01-01T10:00:01.000' },
      ],
    },
  },
]
