import type { Example } from '@millrace/algebra'

export const examples: readonly Example[] = [
  {
    title: 'Fields of a JSON payload, one of them inside an object',
    config: {
      field: 'payload',
      schema: [
        { name: 'user', type: 'STRING' },
        { name: 'amount', type: 'DECIMAL(8, 2)' },
        { name: 'city', type: 'STRING', path: 'address.city' },
      ],
    },
    given: {
      in: {
        schema: { id: 'INT', payload: 'STRING' },
        rows: [
          { id: 1, payload: '{"user":"ann \\"a\\"","amount":12.5,"address":{"city":"Köln"},"more":[1]}' },
          { id: 2, payload: '{"user":"bob"}' },
          { id: 3, payload: null },
          { id: 4, payload: '{"user":' },
        ],
      },
    },
    expect: {
      out: [
        { id: 1, user: 'ann "a"', amount: '12.50', city: 'Köln' },
        { id: 2, user: 'bob', amount: null, city: null },
        { id: 3, user: null, amount: null, city: null },
      ],
    },
  },
  {
    title: 'Values in a line, with the line kept',
    config: {
      field: 'line',
      format: { type: 'csv', delimiter: ';' },
      schema: [
        { name: 'name', type: 'STRING' },
        { name: 'n', type: 'INT' },
      ],
      keep: true,
    },
    given: {
      in: {
        schema: { line: 'STRING' },
        rows: [{ line: '"tea; ""green""";3' }, { line: 'cup;' }, { line: 'only one' }],
      },
    },
    expect: {
      out: [
        { line: '"tea; ""green""";3', name: 'tea; "green"', n: 3 },
        { line: 'cup;', name: 'cup', n: null },
      ],
    },
  },
  {
    title: 'A line of a log with keys and values',
    config: {
      field: 'line',
      format: { type: 'key-value' },
      schema: [
        { name: 'level', type: 'STRING', nullable: false },
        { name: 'ms', type: 'INT' },
        { name: 'msg', type: 'STRING' },
      ],
    },
    given: {
      in: {
        schema: { line: 'STRING' },
        rows: [
          { line: 'level=warn  msg="slow \\"query\\", again" ms=1200 host=a' },
          { line: 'level=info ms=' },
          { line: 'ms=5' },
          { line: 'level' },
        ],
      },
    },
    expect: {
      out: [
        { level: 'warn', ms: 1200, msg: 'slow "query", again' },
        { level: 'info', ms: null, msg: null },
      ],
    },
  },
  {
    title: 'A line of a web server by a pattern',
    config: {
      field: 'line',
      format: { type: 'regex', pattern: '^(\\S+) \\[(.*?)\\] "(\\w+) ([^"]*)" (\\d+)( slow)?$' },
      schema: [
        { name: 'host', type: 'STRING' },
        { name: 'at', type: 'TIMESTAMP_LTZ(3)' },
        { name: 'method', type: 'STRING' },
        { name: 'path', type: 'STRING' },
        { name: 'status', type: 'INT' },
        { name: 'mark', type: 'STRING' },
      ],
    },
    given: {
      in: {
        schema: { line: 'STRING' },
        rows: [{ line: '10.0.0.1 [2026-01-01T10:00:00Z] "GET /a?b=1" 200' }, { line: 'nothing of the kind' }],
      },
    },
    expect: {
      out: [
        { host: '10.0.0.1', at: '2026-01-01T10:00:00.000Z', method: 'GET', path: '/a?b=1', status: 200, mark: null },
      ],
    },
  },
]
