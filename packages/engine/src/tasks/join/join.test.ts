import { isExistence, isOuter, type JoinKind, type JoinWithin, type Plan } from '@millrace/algebra'
import { type Change, identity, materialise } from '@millrace/algebra/reference'
import type { Row } from '@millrace/language'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  byEngine,
  byReference,
  END,
  ID,
  joinPlan,
  K,
  type Output,
  ROW,
  type Shape,
  START,
  type Step,
  T,
  texts,
  V,
} from '../../testing/joinScript.ts'

const RUNS = Number(process.env.MILLRACE_RUNS ?? 25)
const KINDS: readonly JoinKind[] = ['inner', 'left', 'right', 'full', 'semi', 'anti']
const OUTER: readonly JoinKind[] = ['inner', 'left', 'right', 'full']

const row: fc.Arbitrary<Row> = fc
  .tuple(
    fc.nat(3),
    fc.option(fc.constantFrom('a', 'b', '', 'längere Texte 😀'), { freq: 5, nil: null }),
    fc.option(fc.nat(2), { freq: 5, nil: null }),
    // Watermarks begin at 0, so what happened until then would be late.
    fc.integer({ min: 1, max: 60 }),
  )
  .map(([id, k, v, t]) => {
    const start = Math.floor(t / 10) * 10
    return [id, k, v, t, start, start + 10]
  })
const side = fc.constantFrom<0 | 1>(0, 1)
const inserted = row.map((row): Change => ({ kind: '+I', row }))
const changed = fc
  .tuple(fc.constantFrom<Change['kind']>('+I', '+I', '+U', '-U', '-D'), row)
  .map(([kind, row]): Change => ({ kind, row }))

/** Some steps of rows among others. */
const script = (changes: fc.Arbitrary<Change>, ...others: fc.Arbitrary<Step>[]): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.record({ rows: fc.array(changes, { minLength: 1, maxLength: 6 }), side }) },
      { weight: 1, arbitrary: fc.constant<Step>({ restore: true }) },
      ...others.map((arbitrary) => ({ weight: 2, arbitrary })),
    ),
    { maxLength: 25 },
  )
const watermark = fc.integer({ min: -5, max: 90 }).map((watermark): Step => ({ watermark }))

/** Watermarks and the clock only ever advance. */
function advancing(steps: readonly Step[]): Step[] {
  let [time, clock] = [Number.NEGATIVE_INFINITY, 0]
  const sorted = steps.map((step): Step => {
    if ('watermark' in step) time = Math.max(time, step.watermark)
    if ('clock' in step) clock += step.clock
    return 'watermark' in step ? { watermark: time } : 'clock' in step ? { clock } : step
  })
  return [...sorted, { watermark: Number.POSITIVE_INFINITY }]
}

/** Watermarks that make no row late: each is before all rows that follow. */
function punctual(steps: readonly Step[]): Step[] {
  const least = (from: number) =>
    Math.min(
      ...steps.slice(from).flatMap((step) => ('rows' in step ? step.rows.map(({ row }) => row[T] as number) : [])),
    )
  return advancing(
    steps.map((step, i): Step => ('watermark' in step ? { watermark: Math.min(step.watermark, least(i) - 1) } : step)),
  )
}

/** Only such changes as can happen: a row that is withdrawn was there. */
function possible(steps: readonly Step[]): Step[] {
  const there: [string[], string[]] = [[], []]
  return steps.map((step): Step => {
    if (!('rows' in step)) return step
    const rows = step.rows.filter(({ kind, row }) => {
      const bag = there[step.side]
      const id = identity(row, ROW)
      if (kind === '+I' || kind === '+U') return bag.push(id)
      const at = bag.indexOf(id)
      return at >= 0 && bag.splice(at, 1)
    })
    return { ...step, rows }
  })
}

function expectSame(plan: Plan, steps: readonly Step[]): void {
  const reference = byReference(plan, steps)
  const { outputs } = byEngine(plan, steps)
  for (const [i, output] of outputs.entries())
    expect(texts(plan, output), `step ${i}: ${JSON.stringify(steps[i])}`).toEqual(texts(plan, reference[i]!))
}

/** Pairs that belong together, by looking at all of them, and what the kind of join makes of them. */
function joinedBySearch(
  { kind, condition, nulls }: Shape,
  left: readonly Row[],
  right: readonly Row[],
  near: (l: Row, r: Row) => boolean,
): string[] {
  const equal = (a: unknown, b: unknown) =>
    a === null || b === null ? nulls === 'always' || (nulls === 'equal' && a === b) : a === b
  const partners = (l: Row, r: Row) =>
    equal(l[K], r[K]) &&
    near(l, r) &&
    (!condition || (l[V] !== null && r[V] !== null && (l[V] as number) <= (r[V] as number)))
  const half = (row: Row | undefined) => [ID, K, V].map((column) => row?.[column] ?? null)
  const rows: unknown[][] = []
  for (const l of left) {
    const found = right.filter((r) => partners(l, r))
    if (isExistence(kind)) {
      if (found.length > 0 === (kind === 'semi')) rows.push(half(l))
    } else if (found.length === 0 && isOuter(kind, 0)) rows.push([...half(l), ...half(undefined)])
    else for (const r of found) rows.push([...half(l), ...half(r)])
  }
  if (isOuter(kind, 1))
    for (const r of right) if (!left.some((l) => partners(l, r))) rows.push([...half(undefined), ...half(r)])
  return rows.map((row) => JSON.stringify(row)).sort()
}

const given = (outputs: readonly Output[]) => outputs.flatMap(({ out = [] }) => out)
const asTexts = (rows: readonly Row[]) => rows.map((row) => JSON.stringify(row)).sort()
const rowsOf = (steps: readonly Step[], of: 0 | 1, until = steps.length) =>
  steps.slice(0, until).flatMap((step) => ('rows' in step && step.side === of ? step.rows : []))

describe.each(KINDS)('%s join for ever', (kind) => {
  const shapes: Shape[] = [
    { kind, condition: false, nulls: 'never' },
    { kind, condition: true, nulls: 'equal' },
    ...(kind === 'anti' ? [{ kind, condition: false, nulls: 'always' as const }] : []),
  ]
  const clock = fc.nat(30).map((clock): Step => ({ clock }))

  test.each(shapes)('the engine gives the changes of the reference at every step: %o', (shape) => {
    for (const [changes, mode] of [
      [inserted, 'append'],
      [changed, 'retract'],
    ] as const) {
      const plan = joinPlan(shape, { mode })
      fc.assert(
        fc.property(script(changes), (steps) => expectSame(plan, advancing(steps))),
        { numRuns: RUNS },
      )
    }
  })

  test.each(shapes)('rows are forgotten some time after they were last written: %o', (shape) => {
    for (const ttl of [{ left: 20 }, { right: 10 }, { left: 15, right: 15 }]) {
      const plan = joinPlan({ ...shape, ttl }, { mode: 'retract' })
      fc.assert(
        fc.property(script(changed, clock), (steps) => expectSame(plan, advancing(steps))),
        { numRuns: RUNS },
      )
    }
  })

  test.each(shapes)('after every step the result is the join of what is there: %o', (shape) => {
    const plan = joinPlan(shape, { mode: 'retract' })
    const { row: type } = plan.nodes[2]!.outputs.out!
    fc.assert(
      fc.property(script(changed), (all) => {
        const steps = possible(all)
        const { outputs } = byEngine(plan, steps)
        for (let i = 1; i <= steps.length; i++) {
          const [left, right] = ([0, 1] as const).map((of) => materialise(rowsOf(steps, of, i), ROW)) as [Row[], Row[]]
          expect(asTexts(materialise(given(outputs.slice(0, i)), type))).toEqual(
            joinedBySearch(shape, left, right, () => true),
          )
        }
      }),
      { numRuns: RUNS },
    )
  })

  test('nothing is kept of rows that are all withdrawn', () => {
    const plan = joinPlan(shapes[0]!, { mode: 'retract' })
    fc.assert(
      fc.property(script(inserted), (steps) => {
        const back = steps.flatMap((step): Step[] =>
          'rows' in step ? [{ ...step, rows: step.rows.map(({ row }): Change => ({ kind: '-D', row })) }] : [],
        )
        const { outputs, kept } = byEngine(plan, [...steps, ...back])
        expect(materialise(given(outputs), plan.nodes[2]!.outputs.out!.row)).toEqual([])
        expect(kept).toBe(0)
      }),
      { numRuns: RUNS },
    )
  })
})

const INTERVALS: readonly [number, number][] = [
  [0, 10],
  [-5, 5],
  [3, 12],
  [-12, -3],
  [0, 0],
  [5, -5],
]

describe.each(OUTER)('%s join within an interval', (kind) => {
  const within = (lower: number, upper: number): JoinWithin => ({
    kind: 'interval',
    leftTime: T,
    rightTime: T,
    lower,
    upper,
  })

  test.each(INTERVALS)('the engine gives the rows of the reference at every step, from %i to %i', (lower, upper) => {
    for (const condition of [false, true]) {
      const plan = joinPlan({ kind, condition, nulls: 'never', within: within(lower, upper) }, { mode: 'append' })
      fc.assert(
        fc.property(script(inserted, watermark), (steps) => expectSame(plan, advancing(steps))),
        { numRuns: RUNS },
      )
    }
  })

  test.each(INTERVALS)('without late rows the result is that of comparing all rows, from %i to %i', (lower, upper) => {
    const shape: Shape = { kind, condition: true, nulls: 'never', within: within(lower, upper) }
    const plan = joinPlan(shape, { mode: 'append' })
    const near = (l: Row, r: Row) => {
      const difference = (r[T] as number) - (l[T] as number)
      return difference >= lower && difference <= upper
    }
    fc.assert(
      fc.property(script(inserted, watermark), (all) => {
        const steps = punctual(all)
        const { outputs, kept } = byEngine(plan, steps)
        const [left, right] = ([0, 1] as const).map((of) => rowsOf(steps, of).map(({ row }) => row)) as [Row[], Row[]]
        expect(asTexts(given(outputs).map(({ row }) => row))).toEqual(joinedBySearch(shape, left, right, near))
        expect(outputs.some(({ lateLeft, lateRight }) => lateLeft || lateRight)).toBe(false)
        expect(kept).toBe(0)
      }),
      { numRuns: RUNS },
    )
  })
})

describe.each(KINDS)('%s join in windows', (kind) => {
  const bounds = { start: START, end: END }
  const within: JoinWithin = { kind: 'window', left: bounds, right: bounds, local: false }
  const shapes: Shape[] = [
    { kind, condition: false, nulls: 'never', within },
    { kind, condition: true, nulls: 'equal', within },
  ]

  test.each(shapes)('the engine gives the rows of the reference at every step: %o', (shape) => {
    const plan = joinPlan(shape, { mode: 'append' })
    fc.assert(
      fc.property(script(inserted, watermark), (steps) => expectSame(plan, advancing(steps))),
      { numRuns: RUNS },
    )
  })

  test.each(shapes)('the result is that of comparing all rows that were in time; the others are late: %o', (shape) => {
    const plan = joinPlan(shape, { mode: 'append' })
    fc.assert(
      fc.property(script(inserted, watermark), (all) => {
        const steps = advancing(all)
        const { outputs, kept } = byEngine(plan, steps)
        const inTime = ([0, 1] as const).map((of) => {
          let clock = Number.NEGATIVE_INFINITY
          const rows: { row: Row; late: boolean }[] = []
          for (const step of steps) {
            if ('watermark' in step) clock = step.watermark
            else if ('rows' in step && step.side === of)
              rows.push(...step.rows.map(({ row }) => ({ row, late: (row[END] as number) - 1 <= clock })))
          }
          return rows
        })
        const [left, right] = inTime.map((rows) => rows.flatMap(({ row, late }) => (late ? [] : [row]))) as [
          Row[],
          Row[],
        ]
        const same = (l: Row, r: Row) => l[END] === r[END]
        expect(asTexts(given(outputs).map(({ row }) => row))).toEqual(joinedBySearch(shape, left, right, same))
        const late = outputs.flatMap(({ lateLeft = [], lateRight = [] }) => [...lateLeft, ...lateRight])
        expect(late.length).toBe(inTime.flat().filter((row) => row.late).length)
        expect(kept).toBe(0)
      }),
      { numRuns: RUNS },
    )
  })
})

describe.each(['inner', 'left'] as const)('%s join with versions', (kind) => {
  const within: JoinWithin = { kind: 'version', leftTime: T, rightTime: T }
  const shapes: Shape[] = [
    { kind, condition: false, nulls: 'never', within },
    { kind, condition: true, nulls: 'never', within },
  ]

  test.each(shapes)('the engine gives the rows of the reference at every step: %o', (shape) => {
    for (const [changes, mode] of [
      [inserted, { mode: 'append' }],
      [changed, { mode: 'retract' }],
      [changed, { mode: 'retract', filtered: true }],
    ] as const) {
      const plan = joinPlan(shape, mode)
      fc.assert(
        fc.property(script(changes, watermark), (steps) => expectSame(plan, advancing(steps))),
        { numRuns: RUNS },
      )
    }
  })

  test.each(shapes)('without late rows each has the version that was valid at its time: %o', (shape) => {
    const plan = joinPlan(shape, { mode: 'retract', filtered: true })
    fc.assert(
      fc.property(script(changed, watermark), (all) => {
        const steps = punctual(all)
        const versions = rowsOf(steps, 1)
        const valid = ({ row }: Change) => {
          const known = versions.filter(
            (version) => version.row[K] === row[K] && (version.row[T] as number) <= (row[T] as number),
          )
          const newest = Math.max(...known.map((version) => version.row[T] as number))
          const version = known.findLast((candidate) => candidate.row[T] === newest)
          if (row[K] === null || version === undefined || version.kind === '-U' || version.kind === '-D')
            return undefined
          const [a, b] = [row[V], version.row[V]]
          return shape.condition && !(a !== null && b !== null && (a as number) <= (b as number))
            ? undefined
            : version.row
        }
        const wanted = rowsOf(steps, 0).flatMap((change) => {
          const version = valid(change)
          if (version === undefined && kind === 'inner') return []
          const half = (row: Row | undefined) => [ID, K, V].map((column) => row?.[column] ?? null)
          return [JSON.stringify([change.kind, ...half(change.row), ...half(version)])]
        })
        const { outputs } = byEngine(plan, steps)
        expect(
          given(outputs)
            .map(({ kind, row }) => JSON.stringify([kind, ...row]))
            .sort(),
        ).toEqual(wanted.sort())
      }),
      { numRuns: RUNS },
    )
  })
})
