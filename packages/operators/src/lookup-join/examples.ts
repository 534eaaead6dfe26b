import type { Example } from '@millrace/algebra'

const schema = [
  { name: 'code', type: 'STRING', nullable: false },
  { name: 'country', type: 'STRING' },
  { name: 'fee', type: 'DECIMAL(5, 2)' },
]
const rows = [
  { code: 'FRA', country: 'Germany', fee: '12.50' },
  { code: 'CDG', country: 'France', fee: '10.00' },
  { code: 'LHR', country: 'United Kingdom', fee: null },
]
const flights: Example['given'][string] = {
  schema: { id: 'INT', airport: 'STRING', ts: 'TIMESTAMP(3)' },
  eventTime: 'ts',
  rows: [
    { id: 1, airport: 'FRA', ts: '2026-01-01T10:00:00.000' },
    { id: 2, airport: 'XXX', ts: '2026-01-01T10:00:01.000' },
    { id: 3, airport: null, ts: '2026-01-01T10:00:02.000' },
    { id: 4, airport: 'LHR', ts: '2026-01-01T10:00:03.000' },
  ],
}
const keys = { leftKeys: ['airport'], rightKeys: ['code'] }

export const examples: readonly Example[] = [
  {
    title: 'The country of each airport',
    config: {
      table: { type: 'rows', rows },
      schema,
      ...keys,
      fields: [
        { from: 'in', field: 'id' },
        { from: 'table', field: 'country' },
        { from: 'in', field: 'ts' },
      ],
    },
    given: { in: flights },
    expect: {
      out: [
        { id: 1, country: 'Germany', ts: '2026-01-01T10:00:00.000' },
        { id: 4, country: 'United Kingdom', ts: '2026-01-01T10:00:03.000' },
      ],
    },
  },
  {
    title: 'All flights, with the fee where there is one',
    config: {
      table: { type: 'rows', rows },
      schema,
      kind: 'left',
      ...keys,
      condition: 'r.fee IS NOT NULL',
      fields: [
        { from: 'in', field: 'id' },
        { from: 'table', field: 'fee' },
      ],
    },
    given: { in: flights },
    expect: {
      out: [
        { id: 1, fee: '12.50' },
        { id: 2, fee: null },
        { id: 3, fee: null },
        { id: 4, fee: null },
      ],
    },
  },
  {
    title: 'Airports of a large file, looked up one by one and remembered for a while',
    config: {
      table: {
        type: 'indexed-file',
        path: 'airports.csv',
        format: { type: 'csv' },
        cache: { type: 'partial', maxRows: 1000, expireAfterWrite: '10m' },
      },
      schema,
      kind: 'left',
      ...keys,
      fields: [
        { from: 'in', field: 'id' },
        { from: 'table', field: 'country' },
      ],
    },
    given: { in: flights, table: { schema: { code: 'STRING', country: 'STRING', fee: 'DECIMAL(5, 2)' }, rows } },
    expect: {
      out: [
        { id: 1, country: 'Germany' },
        { id: 2, country: null },
        { id: 3, country: null },
        { id: 4, country: 'United Kingdom' },
      ],
    },
  },
  {
    title: 'A corrected row takes its result with it',
    config: {
      table: { type: 'rows', rows },
      schema,
      ...keys,
      fields: [
        { from: 'in', field: 'id' },
        { from: 'table', field: 'country' },
      ],
    },
    given: {
      in: {
        schema: { id: 'INT', airport: 'STRING' },
        primaryKey: ['id'],
        rows: [
          { id: 1, airport: 'FRA' },
          { id: 1, airport: 'CDG' },
        ],
      },
    },
    expect: {
      out: [
        { id: 1, country: 'Germany' },
        { $kind: '-U', id: 1, country: 'Germany' },
        { $kind: '+U', id: 1, country: 'France' },
      ],
    },
  },
]
