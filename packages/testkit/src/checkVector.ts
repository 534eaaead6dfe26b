import { type Plan, relationAt } from '@millrace/algebra'
import { type Change, identity, interpretPlan, materialise } from '@millrace/algebra/reference'
import {
  type FieldType,
  formatTyped,
  type Json,
  type Row,
  type RowType,
  toWallClock,
  typeOf,
  type Zone,
  zoneOf,
} from '@millrace/language'
import { catalogue } from '@millrace/operators'
import { build, parseDocument } from '@millrace/pipeline'
import { runPlan, withLatestUpdates } from './runPlan.ts'
import { documentOf, recordedRow, tableRows, type Vector, type VectorOutput } from './vectors.ts'

/** What is wrong with the results of a vector; empty when nothing is. */
export async function checkVector(vector: Vector): Promise<string[]> {
  const { document, problems: unreadable } = parseDocument(documentOf(vector))
  const { plan, problems } = document ? build(document, catalogue) : { plan: undefined, problems: unreadable }
  const outputs: VectorOutput[] = [vector, ...(vector.more ?? [])]
  const mustFail = outputs.some(({ expected }) => expected.error !== undefined)
  if (!plan)
    return mustFail
      ? []
      : problems.filter(({ severity }) => severity === 'error').map(({ message, node }) => `${node}: ${message}`)
  const inputs = Object.fromEntries(Object.entries(vector.tables).map(([name, table]) => [name, tableRows(table)]))
  const wrong: string[] = []
  for (const [way, run] of ways(plan, inputs)) {
    try {
      const results = await run()
      if (mustFail) wrong.push(`${way}: it must fail and does not`)
      else
        for (const output of outputs)
          wrong.push(
            ...checkOutput(plan, output, results, vector.timeZone ?? 'UTC').map(
              (text) => `${way}: ${output.output}: ${text}`,
            ),
          )
    } catch (problem) {
      if (!mustFail) wrong.push(`${way}: ${(problem as Error).stack}`)
    }
  }
  if (!mustFail) wrong.push(...(await checkLatest(plan, inputs, outputs, vector.timeZone ?? 'UTC')))
  return wrong
}

/** With updates once a batch the changes are fewer, and what they come to is the same. */
async function checkLatest(
  plan: Plan,
  inputs: Record<string, readonly Change[]>,
  outputs: readonly VectorOutput[],
  timeZone: string,
): Promise<string[]> {
  const folded = withLatestUpdates(plan)
  const final = outputs.filter(({ expected }) => expected.final !== undefined)
  if (folded === plan || final.length === 0) return []
  const wrong: string[] = []
  for (const batchRows of [4, 1024]) {
    const results = await runPlan(folded, inputs, { batchRows })
    for (const output of final)
      for (const text of checkOutput(folded, { ...output, equality: 'final' }, results, timeZone))
        wrong.push(`engine, latest updates, batches of ${batchRows}: ${output.output}: ${text}`)
  }
  return wrong
}

type Run = () => Promise<ReadonlyMap<string, readonly Change[]>> | ReadonlyMap<string, readonly Change[]>

function ways(plan: Plan, inputs: Record<string, readonly Change[]>): [string, Run][] {
  return [
    ['reference', () => interpretPlan(plan, inputs)],
    ['engine', () => runPlan(plan, inputs)],
    ['engine, batches of 3', () => runPlan(plan, inputs, { batchRows: 3 })],
    ['engine, restored', () => runPlan(plan, inputs, { batchRows: 5, restoreAfter: [2, 3, 9, 20] })],
  ]
}

function checkOutput(
  plan: Plan,
  { output, equality, key, ordered, types, expected }: VectorOutput,
  results: ReadonlyMap<string, readonly Change[]>,
  timeZone: string,
): string[] {
  const at = plan.ports[output]
  if (!at) return ['the port is not there']
  const { row: type } = relationAt(plan, at)
  const zone = zoneOf(timeZone)!
  const wrong = types ? checkTypes(type, types) : []
  const changes = results.get(`${at.node}.${at.port}`) ?? []
  const recorded = (rows: readonly Record<string, Json>[]) => rows.map((row) => recordedRow(row, type, timeZone))
  if (equality === 'changelog')
    return [
      ...wrong,
      ...compareByKey(
        changes,
        expected.changelog!.map(([kind, row]) => ({ kind, row: recordedRow(row, type, timeZone) })),
        type,
        key ?? [],
      ),
    ]
  if (equality === 'final')
    return [...wrong, ...compareRows(materialise(changes, type), recorded(expected.final!), type, zone)]
  const rows = changes.map(({ row }) => row)
  return [
    ...wrong,
    ...(ordered
      ? compareInOrder(rows, recorded(expected.rows!), type)
      : compareRows(rows, recorded(expected.rows!), type, zone)),
  ]
}

function checkTypes(type: RowType, recorded: Record<string, string>): string[] {
  const ours = type.map((field) => `${field.name} ${formatTyped(field)}`)
  const theirs = Object.entries(recorded).map(([name, text]) => `${name} ${formatTyped(typeOf(text))}`)
  return ours.join(', ') === theirs.join(', ')
    ? []
    : [`types are ${ours.join(', ')}, recorded are ${theirs.join(', ')}`]
}

/** Rows as multisets. */
function compareRows(ours: readonly Row[], theirs: readonly Row[], type: RowType, zone: Zone): string[] {
  const texts = (rows: readonly Row[]) =>
    rows
      .map((row) =>
        identity(
          row.map((value, i) => rounded(value, type[i]!.type, zone)),
          type,
        ),
      )
      .sort()
  const [a, b] = [texts(ours), texts(theirs)]
  if (a.join('\n') === b.join('\n')) return []
  const extra = without(a, b)
  const missing = without(b, a)
  return [
    `${extra.length} rows too many, ${missing.length} missing; too many: ${extra[0] ?? '–'}; missing: ${missing[0] ?? '–'}`,
  ]
}

function without(all: readonly string[], taken: readonly string[]): string[] {
  const left = new Map<string, number>()
  for (const text of taken) left.set(text, (left.get(text) ?? 0) + 1)
  return all.filter((text) => {
    const count = left.get(text) ?? 0
    if (count > 0) left.set(text, count - 1)
    return count === 0
  })
}

/** A value as far as a recording tells it: floats in 32 bits, instants as the wall clock of the session. */
function rounded(value: Row[number], type: FieldType, zone: Zone): Row[number] {
  if (value === null) return null
  if (type.t === 'TIMESTAMP_LTZ') return toWallClock(value as number, zone)
  return type.t === 'FLOAT' ? Math.fround(value as number) : value
}

function compareInOrder(ours: readonly Row[], theirs: readonly Row[], type: RowType): string[] {
  const [a, b] = [ours, theirs].map((rows) => rows.map((row) => identity(row, type)).join('\n'))
  return a === b ? [] : ['the rows differ, or their order does']
}

function compareByKey(
  ours: readonly Change[],
  theirs: readonly Change[],
  type: RowType,
  key: readonly string[],
): string[] {
  const columns = key.map((name) => type.findIndex((field) => field.name === name))
  const byKey = (changes: readonly Change[]) => {
    const groups = new Map<string, string[]>()
    for (const { kind, row } of changes) {
      const id = identity(
        columns.map((column) => row[column]!),
        columns.map((column) => type[column]!),
      )
      groups.set(id, [...(groups.get(id) ?? []), `${kind} ${identity(row, type)}`])
    }
    return groups
  }
  const [a, b] = [byKey(ours), byKey(theirs)]
  const wrong: string[] = []
  for (const id of new Set([...a.keys(), ...b.keys()])) {
    const [x, y] = [(a.get(id) ?? []).join('\n'), (b.get(id) ?? []).join('\n')]
    if (x !== y) wrong.push(`key ${id}: ours\n${x}\nrecorded\n${y}`)
  }
  return wrong
}
