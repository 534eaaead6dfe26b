import { type Example, type ExampleInput, type OperatorDefinition, type Plan, relationAt } from '@millrace/algebra'
import { type Change, interpretPlan } from '@millrace/algebra/reference'
import { fromJson, type Json, type Row, type RowType, toJson } from '@millrace/language'
import { catalogue } from '@millrace/operators'
import { build, type PipelineInput, parseDocument } from '@millrace/pipeline'
import { expect, test } from 'vitest'
import { multiset, portMultisets } from './compare.ts'
import { countSteps, runPlan } from './runPlan.ts'

/** The source that stands for one input of an example. */
function sourceOf({ schema, eventTime, delay, primaryKey }: ExampleInput) {
  return {
    type: 'file-source',
    config: {
      path: 'given.ndjson',
      schema: Object.entries(schema).map(([name, type]) => ({ name, type })),
      ...(eventTime !== undefined && { eventTime: { field: eventTime, delay: delay ?? '0s' } }),
      ...(primaryKey && { primaryKey: [...primaryKey] }),
    },
  }
}

/** The example as a pipeline: a source for each input, the operator, and a sink behind every port that it expects rows of. */
export function exampleDocument(
  { type, inputs }: OperatorDefinition,
  { config, given, expect: expected }: Example,
): PipelineInput {
  const sources = Object.keys(inputs)
  return {
    millrace: 1,
    name: 'example',
    nodes: {
      ...Object.fromEntries(sources.map((port) => [`given-${port}`, sourceOf(given[port]!)])),
      it: { type, config: config as Record<string, Json> },
      ...Object.fromEntries(
        Object.keys(expected).map((port) => [`sink-${port}`, { type: 'discard-sink', config: {} }]),
      ),
    },
    edges: [
      ...sources.map((port) => ({ from: `given-${port}.out`, to: `it.${port}` })),
      ...Object.keys(expected).map((port) => ({ from: `it.${port}`, to: `sink-${port}.in` })),
    ],
  }
}

function planOf(document: PipelineInput): Plan {
  const parsed = parseDocument(document)
  if (!parsed.document) throw new Error(JSON.stringify(parsed.problems))
  const { plan, problems } = build(parsed.document, catalogue)
  if (!plan) throw new Error(JSON.stringify(problems, null, 1))
  return plan
}

/** Rows as JSON, with `$kind` where they update, as changes of a type. */
export function changesOf(rows: readonly { readonly [field: string]: Json }[], type: RowType): Change[] {
  return rows.map(({ $kind, ...fields }) => ({
    kind: ($kind ?? '+I') as Change['kind'],
    row: type.map(({ name, type }) => fromJson(Object.hasOwn(fields, name) ? fields[name] : null, type)),
  }))
}

const BATCH_SIZES = [1, 2, 7, 1024]

/**
 * Every example of an operator: the reference interpreter gives the expected rows, and the engine the same at several batch sizes and
 * when it is saved and restored in the middle; all values are of the inferred type.
 */
export function testOperator(operator: OperatorDefinition): void {
  for (const example of operator.examples) {
    test(`${operator.type}: ${example.title}`, async () => {
      const plan = planOf(exampleDocument(operator, example))
      const inputs = Object.fromEntries(
        Object.entries(example.given).map(([port, { rows }]) =>
          Object.hasOwn(operator.inputs, port)
            ? [`given-${port}`, changesOf(rows, sourceRow(plan, `given-${port}`))]
            : ['it', changesOf(rows, tableRow(plan, 'it'))],
        ),
      )
      const reference = interpretPlan(plan, inputs)
      for (const [port, rows] of Object.entries(example.expect)) {
        const at = plan.ports[`it.${port}`]!
        const { row } = relationAt(plan, at)
        const given = reference.get(`${at.node}.${at.port}`) ?? []
        expect(multiset(given, row), `port ${port}`).toEqual(multiset(changesOf(rows, row), row))
        for (const change of given) expectTyped(change.row, row)
      }
      const expected = portMultisets(plan, reference)
      for (const batchRows of BATCH_SIZES) {
        expect(portMultisets(plan, await runPlan(plan, inputs, { batchRows })), `batches of ${batchRows}`).toEqual(
          expected,
        )
      }
      const steps = await countSteps(plan, inputs, 1)
      for (let after = 1; after <= steps; after++) {
        expect(
          portMultisets(plan, await runPlan(plan, inputs, { batchRows: 1, restoreAfter: [after] })),
          `restored after ${after}`,
        ).toEqual(expected)
      }
    })
  }
}

export function sourceRow(plan: Plan, owner: string): RowType {
  const node = plan.nodes.find((candidate) => candidate.owner === owner && candidate.op.op === 'source')
  if (!node) throw new Error(`The plan has no source ${owner}.`)
  return node.outputs.out!.row
}

/** The rows of a table that a node looks rows up in. */
function tableRow(plan: Plan, owner: string): RowType {
  const node = plan.nodes.find((candidate) => candidate.owner === owner && candidate.op.op === 'call')
  if (node?.op.op !== 'call') throw new Error(`The node ${owner} looks nothing up.`)
  return node.op.table.row
}

/** Values must survive the way through JSON, and NULL stands only where the type allows it. */
function expectTyped(row: Row, type: RowType): void {
  for (const [i, field] of type.entries()) {
    const value = row[i]!
    if (!field.nullable) expect(value, field.name).not.toBeNull()
    expect(fromJson(toJson(value, field.type), field.type)).toEqual(value)
  }
}
