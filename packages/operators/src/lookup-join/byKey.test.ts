import { type ExampleInput, relationAt } from '@millrace/algebra'
import { type Change, interpretPlan } from '@millrace/algebra/reference'
import type { Clock, LookupService } from '@millrace/engine'
import type { Json, Row } from '@millrace/language'
import { multiset, planOfOperator, planOfPipeline, portMultisets, RUNS, runPlan, VirtualClock } from '@millrace/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

/** How long the attempts of a service take, and how many of each request fail before it answers; both begin anew at their end. */
interface Mood {
  delays: readonly number[]
  failures: readonly number[]
}

/** A service with a table, which says what it was asked. */
class TestService implements LookupService {
  readonly keysPerRequest: number
  readonly asked: Row[] = []
  underWay = 0
  mostUnderWay = 0
  private readonly table: readonly Row[]
  private readonly clock: Clock
  private readonly mood: Mood
  private readonly attempts = new WeakMap<Row, { made: number; fail: number }>()
  private calls = 0

  constructor(table: readonly Row[], clock: Clock, mood: Mood, keysPerRequest: number) {
    this.table = table
    this.clock = clock
    this.mood = mood
    this.keysPerRequest = keysPerRequest
  }

  async lookup(keys: readonly Row[]): Promise<readonly (readonly Row[])[]> {
    const { delays, failures } = this.mood
    const call = this.calls++
    const attempt = this.attempts.get(keys[0]!) ?? { made: 0, fail: failures[call % failures.length]! }
    this.attempts.set(keys[0]!, attempt)
    this.asked.push(...keys)
    this.mostUnderWay = Math.max(this.mostUnderWay, ++this.underWay)
    await this.clock.sleep(delays[call % delays.length]!)
    this.underWay--
    if (attempt.made++ < attempt.fail) throw new Error('not now')
    return keys.map(([key]) => this.table.filter(([code]) => code === key))
  }
}

const config = (kind: string, table: { [name: string]: Json }, condition: boolean) => ({
  table: { type: 'indexed-file', path: 'table.ndjson', attempts: 3, retryDelay: '20ms', ...table },
  schema: [
    { name: 'code', type: 'STRING' },
    { name: 'v', type: 'INT' },
  ],
  kind,
  leftKeys: ['k'],
  rightKeys: ['code'],
  ...(condition && { condition: 'l.n <= r.v' }),
  fields: [
    { from: 'in', field: 'id' },
    { from: 'in', field: 'at' },
    { from: 'table', field: 'code' },
    { from: 'table', field: 'v' },
  ],
})
const schema = { id: 'INT', k: 'STRING', n: 'INT', at: 'TIMESTAMP(3)' }
const appending = { schema, eventTime: 'at' }
const updating = { schema, primaryKey: ['id'] }

const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 4, nil: null })
const key = orNull(fc.constantFrom('a', 'b', 'c', '', 'längere Texte 😀'))
const number = orNull(fc.nat(3))
const tables = fc.array(fc.tuple(key, number), { maxLength: 8 })
const row = fc.tuple(fc.nat(4), key, number, fc.nat(100)).map(([id, k, n, at]): Row => [id, k, n, at * 1000])
const changes = (...kinds: Change['kind'][]) =>
  fc.array(
    fc.tuple(fc.constantFrom(...kinds), row).map(([kind, row]): Change => ({ kind, row })),
    { maxLength: 40 },
  )
const moods = fc.record({
  delays: fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 7 }),
  failures: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 7 }),
})
const caches = fc.constantFrom<Json>(
  { type: 'none' },
  { type: 'partial' },
  { type: 'partial', maxRows: 2, missingKeys: false },
  { type: 'partial', expireAfterWrite: '300ms', expireAfterAccess: '200ms' },
)
const ways = fc.record({
  batchRows: fc.integer({ min: 1, max: 9 }),
  restoreAfter: fc.array(fc.integer({ min: 1, max: 15 }), { maxLength: 3 }),
  capacity: fc.integer({ min: 1, max: 4 }),
  keysPerRequest: fc.integer({ min: 1, max: 3 }),
})

/** What leaves the port `out`, in order, by the reference and by the engine with a service, and what the services saw. */
async function both(
  plan: ReturnType<typeof planOfOperator>,
  rows: readonly Change[],
  table: readonly Row[],
  { mood, way }: { mood: Mood; way: { batchRows: number; restoreAfter: readonly number[]; keysPerRequest: number } },
) {
  const at = plan.ports['it.out']!
  const { row } = relationAt(plan, at)
  const inputs = { 'given-in': rows, it: table.map((row): Change => ({ kind: '+I', row })) }
  const clock = new VirtualClock()
  const services: TestService[] = []
  const service = () => {
    const next = new TestService(table, clock, mood, way.keysPerRequest)
    services.push(next)
    return next
  }
  const { batchRows, restoreAfter } = way
  const engine = await runPlan(plan, inputs, { batchRows, restoreAfter, clock, service })
  const texts = (outputs: ReadonlyMap<string, readonly Change[]>) =>
    (outputs.get(`${at.node}.out`) ?? []).map((change) => multiset([change], row)[0])
  return { reference: texts(interpretPlan(plan, inputs)), engine: texts(engine), services }
}

describe.each([
  ['inner', false],
  ['inner', true],
  ['left', false],
  ['left', true],
] as const)('%s, with a condition: %s', (kind, condition) => {
  const equal = (given: Omit<ExampleInput, 'rows'>, histories: fc.Arbitrary<Change[]>) =>
    fc.assert(
      fc.asyncProperty(tables, histories, moods, caches, ways, async (table, rows, mood, cache, way) => {
        const { capacity } = way
        const plan = planOfOperator('lookup-join', config(kind, { cache, capacity }, condition), given)
        const { reference, engine, services } = await both(plan, rows, table, { mood, way })
        expect(engine).toEqual(reference)
        for (const { mostUnderWay, asked } of services) {
          expect(mostUnderWay).toBeLessThanOrEqual(capacity)
          expect(asked.flat()).not.toContain(null)
        }
      }),
      { numRuns: Math.ceil(RUNS / 2) },
    )

  test('a slow service that fails now and then gives what its table gives, in the same order', () =>
    equal(appending, changes('+I')))
  test('rows that are replaced and deleted take their results with them, in the same order', () =>
    equal(updating, changes('+I', '+U', '-D')))
})

const timed = { columns: schema, eventTime: 'at', watermarkDelay: '5s', rows: [] }
const table: readonly Row[] = [
  ['a', 1],
  ['a', 2],
  ['c', 3],
]
const serviceOf = (clock: Clock, mood: Mood) => () => new TestService(table, clock, mood, 1)

test('a watermark waits for the rows before it: a window behind has the same rows, and the same are late', async () => {
  const plan = planOfPipeline({
    tables: { 'given-in': timed },
    pipeline: [
      { id: 'it', op: 'lookup-join', inputs: { in: 'given-in' }, config: config('left', { capacity: 2 }, false) },
      {
        id: 'windows',
        op: 'tumbling-window',
        inputs: { in: 'it' },
        config: {
          size: '10s',
          aggregates: [
            { fn: 'count', as: 'n' },
            { fn: 'sum', of: 'v', as: 'v' },
          ],
        },
      },
      { id: 'kept', op: 'discard-sink', inputs: { in: 'windows' }, config: {} },
      { id: 'late', op: 'discard-sink', inputs: { in: 'windows.late' }, config: {} },
    ],
  })
  await fc.assert(
    fc.asyncProperty(changes('+I'), moods, ways, async (rows, mood, { batchRows, restoreAfter }) => {
      const inputs = { 'given-in': rows, it: table.map((row): Change => ({ kind: '+I', row })) }
      const clock = new VirtualClock()
      const engine = await runPlan(plan, inputs, { batchRows, restoreAfter, clock, service: serviceOf(clock, mood) })
      expect(portMultisets(plan, engine)).toEqual(portMultisets(plan, interpretPlan(plan, inputs)))
    }),
    { numRuns: RUNS },
  )
})

test.each(['others', 'given-in'])(
  'where bounded inputs meet, the result does not depend on the time of answers and the cache: with %s',
  async (right) => {
    const pairs = { kind: 'full', leftKeys: ['id'], rightKeys: ['id'] }
    const planOf = (cache: Json) =>
      planOfPipeline({
        tables: { 'given-in': timed, others: timed },
        pipeline: [
          { id: 'it', op: 'lookup-join', inputs: { in: 'given-in' }, config: config('left', { cache }, false) },
          { id: 'pairs', op: 'stream-join', inputs: { left: 'it', right }, config: pairs },
          { id: 'kept', op: 'table-sink', inputs: { in: 'pairs' }, config: {} },
          { id: 'seen', op: 'discard-sink', inputs: { in: 'others' }, config: {} },
        ],
      })
    await fc.assert(
      fc.asyncProperty(changes('+I'), changes('+I'), moods, caches, ways, async (rows, others, mood, cache, way) => {
        const results = async (plan: ReturnType<typeof planOf>, each: Mood) => {
          const clock = new VirtualClock()
          const { batchRows } = way
          const inputs = { 'given-in': rows, others }
          const outputs = await runPlan(plan, inputs, { batchRows, clock, service: serviceOf(clock, each) })
          const { node, port } = plan.ports['pairs.out']!
          return outputs.get(`${node}.${port}`)
        }
        const at = await results(planOf({ type: 'none' }), { delays: [0], failures: [0] })
        expect(await results(planOf(cache), mood)).toEqual(at)
      }),
      { numRuns: Math.ceil(RUNS / 2) },
    )
  },
)
