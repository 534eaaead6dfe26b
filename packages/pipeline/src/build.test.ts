import { control, defineOperator, defineSink, defineSource } from '@millrace/algebra'
import { formatTyped, typeOf } from '@millrace/language'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { build } from './build.ts'
import { type PipelineInput, parseDocument } from './document.ts'

const palette = { group: 'transform', icon: 'box', title: 'Toy', summary: 'A toy.' } as const

/** A catalogue of toys: what is built must not depend on the operators that are really there. */
const rows = defineSource({
  type: 'rows',
  palette: { ...palette, title: 'Rows' },
  config: z.strictObject({ fields: z.record(z.string(), z.string()), time: z.string().optional() }),
  table({ fields, time }) {
    const row = Object.entries(fields).map(([name, text]) => ({ name, ...typeOf(text) }))
    const column = row.findIndex(({ name }) => name === time)
    return { connector: 'rows', options: {}, row, bounded: true, ...(column >= 0 && { time: { column, delay: 0 } }) }
  },
  examples: [],
})
const where = defineOperator({
  type: 'where',
  palette: { ...palette, title: 'Where' },
  config: z.strictObject({ condition: control.expression(), note: z.string().optional() }),
  inputs: { in: {} },
  outputs: { out: {}, failed: { side: true } },
  plan({ config, inputs }) {
    const kept = inputs.in.filter(config.condition)
    return { out: kept, failed: kept.failed }
  },
  examples: [],
})
const both = defineOperator({
  type: 'both',
  palette: { ...palette, title: 'Both' },
  config: z.strictObject({}),
  inputs: { in: { many: true } },
  outputs: { out: {} },
  plan: ({ inputs, all }) => ({ out: inputs.in.union(all.in.slice(1)) }),
  examples: [],
})
const end = defineSink({
  type: 'end',
  palette: { ...palette, title: 'End' },
  config: z.strictObject({}),
  accepts: ['append'],
  guarantee: 'none',
  table: (_, input) => ({ connector: 'end', options: {}, row: input.row, bounded: false }),
  examples: [],
})
const catalogue = [rows, where, both, end] as unknown as Parameters<typeof build>[1]

function built(nodes: PipelineInput['nodes'], edges: string[]) {
  const arrows = edges.map((edge) => {
    const [from, to] = edge.split(' > ')
    return { from: from!, to: to! }
  })
  const { document, problems } = parseDocument({ millrace: 1, name: 'toy', nodes, edges: arrows })
  expect(problems).toEqual([])
  const result = build(document!, catalogue)
  return {
    ...result,
    texts: result.problems.map(({ node, path, message, hint }) =>
      [node, path, message, hint].filter(Boolean).join(' | '),
    ),
  }
}

const source = { type: 'rows', config: { fields: { id: 'INT NOT NULL', name: 'STRING' } } }

test('a document becomes a plan, with types at every port and places in the plan for every port', () => {
  const { plan, relations, problems } = built(
    { a: source, f: { type: 'where', config: { condition: 'id > 1' } }, e: { type: 'end' } },
    ['a.out > f.in', 'f.out > e.in'],
  )
  expect(problems).toEqual([])
  expect(plan!.nodes.map(({ id }) => id)).toEqual(['a/source', 'f/filter', 'e/sink'])
  expect(plan!.ports).toMatchObject({
    'f.out': { node: 'f/filter', port: 'out' },
    'f.failed': { node: 'f/filter', port: 'failed' },
  })
  expect(relations['f.failed']!.row.map((field) => `${field.name} ${formatTyped(field)}`)).toEqual([
    'id INT NOT NULL',
    'name STRING',
    'error STRING NOT NULL',
  ])
})

test('a plan is plain JSON', () => {
  const { plan } = built(
    { a: source, f: { type: 'where', config: { condition: "name LIKE 'x%' AND id IN (1, 2)" } }, e: { type: 'end' } },
    ['a.out > f.in', 'f.out > e.in'],
  )
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan)
})

test('all problems at once, each with its place and remedy, and none that follows from another', () => {
  const { plan, texts } = built(
    {
      a: source,
      b: { type: 'where', config: { condition: 'nmae = 1', noet: 'x' } },
      c: { type: 'where', config: { condition: 'name' } },
      d: { type: 'whre', config: {} },
      e: { type: 'end' },
      g: { type: 'where', config: { condition: 'whatever > 1' } },
      h: { type: 'end' },
    },
    [
      'a.out > b.in',
      'b.out > c.in',
      'd.out > g.in',
      'g.out > h.in',
      'c.nope > e.in',
      'c.out > e.inn',
      'a.out > missing.in',
    ],
  )
  expect(plan).toBeUndefined()
  expect(texts).toEqual([
    'The edge from a.out to missing.in names a node `missing` that is not there.',
    'd | type | There is no operator `whre`. | Did you mean `where`?',
    'b | noet | There is no setting `noet`. | Did you mean `note`?',
    'b | condition | Field `nmae` is not in the input. | Did you mean `name`?',
    'c | condition | A condition must be true or false; this is STRING. | Compare it with something.',
    'e | End has no input `inn`. | Its inputs are: in',
    'e | `c` has no output `nope`. | Its outputs are: out, failed',
  ])
})

test('inputs that are missing or too many are named', () => {
  const { texts } = built(
    {
      a: source,
      b: source,
      f: { type: 'where', config: { condition: 'TRUE' } },
      g: { type: 'end' },
      e: { type: 'end' },
    },
    ['a.out > f.in', 'b.out > f.in', 'f.out > e.in', 'a.out > f.in'],
  )
  expect(texts).toEqual([
    'f | The edge from a.out to f.in is there twice. | Remove one of them.',
    'g | Nothing is connected to the input `in`. | Draw an edge to it.',
    'f | The input `in` takes one edge, found 2. | Put a *Union* before it.',
  ])
})

test('several edges into a port that takes them stay in their order', () => {
  const { plan } = built({ b: source, a: source, u: { type: 'both' }, e: { type: 'end' } }, [
    'b.out > u.in',
    'a.out > u.in',
    'u.out > e.in',
  ])
  expect(plan!.nodes.find(({ id }) => id === 'u/union')!.inputs.map(({ node }) => node)).toEqual([
    'b/source',
    'a/source',
  ])
})

test('a circle is named, and the rest is still checked', () => {
  const condition = { condition: 'TRUE' }
  const { texts } = built(
    {
      a: source,
      f: { type: 'where', config: condition },
      g: { type: 'where', config: condition },
      h: { type: 'where', config: { condition: 'x' } },
    },
    ['f.out > g.in', 'g.out > f.in', 'a.out > h.in'],
  )
  expect(texts).toEqual([
    expect.stringMatching(/^[fg] \| The nodes [fg] → [fg] form a circle\. \| Remove one of the edges between them\.$/),
    expect.stringMatching(/^h \| condition \| Field `x` is not in the input/),
    'h | The result of this node goes nowhere. | Connect it to a sink.',
  ])
})

test('a result that goes nowhere is a warning: it can be tapped', () => {
  const { plan, problems } = built({ a: source }, [])
  expect(plan).toBeDefined()
  expect(problems.map(({ code, severity }) => [code, severity])).toEqual([['output-not-connected', 'warning']])
})
