import type { PlanNode, Primitive } from '@millrace/algebra'
import { INT, type Json, type RowType, STRING, timestamp } from '@millrace/language'
import { fromBatch, toBatch } from '@millrace/testkit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { JobFailure } from '../failure.ts'
import { END_OF_TIME, NO_WATERMARK } from '../watermark.ts'
import type { Cuts } from './cuts.ts'
import type { Chunk, Reader } from './reader.ts'
import { SourceStage } from './sourceStage.ts'

const ROW: RowType = [
  { name: 'id', type: INT, nullable: false },
  { name: 'ts', type: timestamp(3), nullable: true },
]
/** The port `rejected`. */
const REJECTED: RowType = ['raw', 'error', 'position'].map((name) => ({ name, type: STRING, nullable: true }))
const NO_CUTS: Cuts = { reach: 0, every: Number.POSITIVE_INFINITY }

interface Event {
  id: number
  time: number | null
}

/** Splits with rows, handed over in pieces of a size; a silent one has none at hand until it speaks. */
class GivenSplits implements Reader {
  readonly silent = new Set<string>()
  private readonly rows: ReadonlyMap<string, readonly Event[]>
  private readonly piece: number
  private readonly at = new Map<string, number>()

  constructor(rows: ReadonlyMap<string, readonly Event[]>, piece: number) {
    this.rows = rows
    this.piece = piece
  }

  async open(positions: ReadonlyMap<string, number>): Promise<void> {
    for (const name of this.rows.keys()) this.at.set(name, positions.get(name) ?? 0)
  }
  splits(): readonly string[] {
    return [...this.rows].filter(([name, rows]) => this.at.get(name)! < rows.length).map(([name]) => name)
  }
  async poll(held: ReadonlySet<string>): Promise<readonly Chunk[]> {
    return this.splits()
      .filter((name) => !held.has(name) && !this.silent.has(name))
      .map((name) => this.next(name))
  }
  private next(split: string): Chunk {
    const from = this.at.get(split)!
    const rows = this.rows.get(split)!.slice(from, from + this.piece)
    const next = from + rows.length
    this.at.set(split, next)
    const batch = toBatch(
      rows.map(({ id, time }) => ({ kind: '+I', row: [id, time] })),
      ROW,
    )
    return {
      split,
      content: { batch },
      positions: Float64Array.from(rows, (_, i) => from + i),
      n: rows.length,
      next,
      bytes: 0,
    }
  }
  async close(): Promise<void> {}
}

interface Options {
  delay?: number
  idleAfter?: number
  cuts?: Cuts
  rejectedRead?: boolean
}

/** A stage and what it has sent: rows with the watermark before each. */
function stageOf(reader: Reader, { delay = 0, idleAfter, cuts = NO_CUTS, rejectedRead = false }: Options = {}) {
  const clock = { time: 0 }
  const sent: { id: number; time: number; watermark: number }[] = []
  const idle: boolean[] = []
  const rejected: string[] = []
  let watermark = NO_WATERMARK
  const time = { column: 1, delay, ...(idleAfter !== undefined && { idleAfter }) }
  const node: PlanNode<Extract<Primitive, { op: 'source' }>> = {
    id: 'in/source',
    owner: 'in',
    op: { op: 'source', table: { connector: 'given', options: {}, row: ROW, time, bounded: true } },
    inputs: [],
    outputs: { out: { row: ROW, time: 1, changes: { mode: 'append' } } },
  }
  const stage = new SourceStage(node, reader, undefined, {
    cuts,
    out(batch) {
      for (const { row } of fromBatch(batch, ROW)) {
        const [id, time] = row as [number, number]
        expect(time).toBeGreaterThanOrEqual(batch.minTime)
        expect(time).toBeLessThanOrEqual(batch.maxTime)
        sent.push({ id, time, watermark })
      }
    },
    rejected(batch) {
      rejected.push(...fromBatch(batch, REJECTED).map(({ row }) => `${row[2]}`))
    },
    rejectedRead: () => rejectedRead,
    watermark(time) {
      expect(time).toBeGreaterThan(watermark)
      watermark = time
    },
    idle: (now) => idle.push(now),
    monotonic: () => clock.time,
  })
  return { stage, sent, clock, idle, rejected, watermark: () => watermark }
}

/** Sends on what is at hand, like a job: bounded splits are compared before each step. */
async function step(stage: SourceStage): Promise<boolean> {
  if (stage.waiting) await stage.poll(0)
  const split = stage.ready
  if (!split) return false
  stage.step(split, () => stage.ready === split)
  return true
}

const START = 1_000_000
const events = (times: readonly number[]): Event[] => times.map((time, id) => ({ id, time: START + time }))
const times = fc.array(fc.nat(60), { maxLength: 60 })
const pieces = fc.constantFrom(1, 2, 7, 100)

test('every row has the watermark before it that decides as one after every row would', async () => {
  const cuts = fc.record({ reach: fc.constantFrom(0, 1), every: fc.constantFrom(1, 7, 20, Number.POSITIVE_INFINITY) })
  await fc.assert(
    fc.asyncProperty(times, pieces, fc.nat(20), cuts, async (times, piece, delay, cuts) => {
      const rows = events(times)
      const { stage, sent, watermark } = stageOf(new GivenSplits(new Map([['a', rows]]), piece), { delay, cuts })
      await stage.open()
      while (await step(stage));
      expect(sent.map(({ id }) => id)).toEqual(rows.map(({ id }) => id))
      let implied = NO_WATERMARK
      for (const { time, watermark } of sent) {
        expect(watermark).toBeLessThanOrEqual(implied)
        expect(time <= watermark + cuts.reach).toBe(time <= implied + cuts.reach)
        if (Number.isFinite(cuts.every) && Number.isFinite(implied))
          expect(Math.floor(watermark / cuts.every)).toBe(Math.floor(implied / cuts.every))
        implied = Math.max(implied, time - delay)
      }
      expect(watermark()).toBe(rows.length > 0 ? END_OF_TIME : NO_WATERMARK)
      expect(stage.finished).toBe(true)
    }),
  )
})

test('a batch without stragglers leaves as one', async () => {
  const { stage, sent } = stageOf(new GivenSplits(new Map([['a', events([1, 2, 3, 4])]]), 100))
  await stage.open()
  expect(await step(stage)).toBe(true)
  expect(sent.map(({ watermark }) => watermark)).toEqual(Array(4).fill(NO_WATERMARK))
})

test('a watermark that is not above 0 is not passed on', async () => {
  const rows = [0, 5, 3, 12, 4].map((time, id) => ({ id, time }))
  const { stage, sent } = stageOf(new GivenSplits(new Map([['a', rows]]), 100), { delay: 5 })
  await stage.open()
  await step(stage)
  expect(sent.map(({ watermark }) => watermark)).toEqual([NO_WATERMARK, NO_WATERMARK, NO_WATERMARK, NO_WATERMARK, 7])
})

/** Splits merged row by row: the one whose watermark is smallest goes on. */
function mergedByRow(splits: readonly (readonly Event[])[], delay: number): { id: number; late: boolean }[] {
  const open = splits.map((rows) => ({ rows: [...rows], largest: NO_WATERMARK }))
  const merged: { id: number; late: boolean }[] = []
  for (;;) {
    const next = open.filter(({ rows }) => rows.length > 0)
    if (next.length === 0) return merged
    const watermark = Math.min(...next.map(({ largest }) => largest - delay))
    const split = next.reduce((best, other) => (other.largest < best.largest ? other : best))
    const { id, time } = split.rows.shift()!
    merged.push({ id, late: time! <= watermark })
    split.largest = Math.max(split.largest, time!)
  }
}

test('bounded splits are merged by smallest watermark: a row is late when it would be row by row', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(times, { minLength: 1, maxLength: 3 }), pieces, fc.nat(20), async (all, piece, delay) => {
      const splits = all.map((times, s) => events(times).map(({ id, time }) => ({ id: 100 * s + id, time })))
      const reader = new GivenSplits(new Map(splits.map((rows, s) => [`split ${s}`, rows])), piece)
      const { stage, sent } = stageOf(reader, { delay })
      await stage.open()
      while (await step(stage));
      const late = sent.filter(({ time, watermark }) => time <= watermark).map(({ id }) => id)
      const expected = mergedByRow(splits, delay)
      expect(sent.length).toBe(expected.length)
      const lateByRow = expected.filter(({ late }) => late).map(({ id }) => id)
      expect(late.sort((a, b) => a - b)).toEqual(lateByRow.sort((a, b) => a - b))
    }),
  )
})

test('a stage that is saved and restored anywhere sends every row once, with the same watermarks', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(times, { minLength: 1, maxLength: 3 }),
      pieces,
      fc.nat(20),
      fc.nat(30),
      async (all, piece, delay, after) => {
        const splits = new Map(
          all.map((times, s) => [`split ${s}`, events(times).map(({ id, time }) => ({ id: 100 * s + id, time }))]),
        )
        const whole = stageOf(new GivenSplits(splits, piece), { delay })
        await whole.stage.open()
        while (await step(whole.stage));
        const first = stageOf(new GivenSplits(splits, piece), { delay })
        await first.stage.open()
        for (let i = 0; i < after; i++) await step(first.stage)
        const second = stageOf(new GivenSplits(splits, piece), { delay })
        second.stage.restore(JSON.parse(JSON.stringify(first.stage.save())))
        await second.stage.open()
        const before = first.watermark()
        while (await step(second.stage));
        const rest = second.sent.map((row) => ({ ...row, watermark: Math.max(row.watermark, before) }))
        const isLate = ({ id, time, watermark }: { id: number; time: number; watermark: number }) =>
          [id, time <= watermark].join()
        expect([...first.sent, ...rest].map(isLate).sort()).toEqual(whole.sent.map(isLate).sort())
      },
    ),
  )
})

test('a silent split holds back the watermark until it is idle, and its rows may be late when it wakes', async () => {
  const reader = new GivenSplits(
    new Map([
      ['a', events([10, 20, 30])],
      ['b', events([5, 25])],
    ]),
    1,
  )
  reader.silent.add('b')
  const { stage, sent, clock, idle, watermark } = stageOf(reader, { idleAfter: 100 })
  await stage.open()
  await stage.poll(0)
  stage.step(stage.ready!, () => true)
  expect(watermark()).toBe(NO_WATERMARK)
  clock.time = 100
  stage.checkIdle()
  expect(watermark()).toBe(NO_WATERMARK)
  clock.time = 101
  await stage.poll(0)
  stage.checkIdle()
  expect(watermark()).toBe(START + 10)
  expect(idle).toEqual([])
  stage.step(stage.ready!, () => true)
  expect(watermark()).toBe(START + 20)
  reader.silent.delete('b')
  await stage.poll(0)
  stage.step(stage.ready!, () => true)
  expect(sent.at(-1)).toEqual({ id: 0, time: START + 5, watermark: START + 20 })
})

test('a source whose splits are all silent is idle, and live again with the next row', async () => {
  const reader = new GivenSplits(new Map([['a', events([10, 20])]]), 1)
  const { stage, clock, idle } = stageOf(reader, { idleAfter: 100 })
  await stage.open()
  await step(stage)
  reader.silent.add('a')
  clock.time = 500
  stage.checkIdle()
  expect(idle).toEqual([true])
  reader.silent.delete('a')
  await stage.poll(0)
  expect(idle).toEqual([true, false])
})

test('a row without event time ends the job, unless something reads what is rejected', async () => {
  const rows = new Map([
    [
      'a',
      [
        { id: 0, time: START },
        { id: 1, time: null },
        { id: 2, time: START + 1 },
      ],
    ],
  ])
  const failing = stageOf(new GivenSplits(rows, 100))
  await failing.stage.open()
  await expect(step(failing.stage)).rejects.toThrow(JobFailure)
  const { stage, sent, rejected } = stageOf(new GivenSplits(rows, 100), { rejectedRead: true })
  await stage.open()
  await step(stage)
  expect(sent.map(({ id }) => id)).toEqual([0, 2])
  expect(rejected).toEqual(['a:1'])
})

test('a row without event time is rejected once, wherever the stage is saved and restored', async () => {
  const times = fc.array(fc.option(fc.nat(60), { freq: 3, nil: null }), { maxLength: 40 })
  const restores = fc.array(fc.tuple(fc.nat(12), pieces), { maxLength: 3 })
  await fc.assert(
    fc.asyncProperty(fc.array(times, { minLength: 1, maxLength: 3 }), restores, async (all, restores) => {
      const splits = new Map(
        all.map((times, s) => [
          `split ${s}`,
          times.map((time, id): Event => ({ id: 100 * s + id, time: time === null ? null : START + time })),
        ]),
      )
      const seen: string[] = []
      let saved: Json | undefined
      for (const [steps, piece] of [...restores, [1000, 100] as const]) {
        const { stage, sent, rejected } = stageOf(new GivenSplits(splits, piece), { rejectedRead: true })
        if (saved !== undefined) stage.restore(saved)
        await stage.open()
        for (let i = 0; i < steps; i++) await step(stage)
        saved = JSON.parse(JSON.stringify(stage.save())) as Json
        seen.push(...sent.map(({ id }) => `${id}`), ...rejected)
      }
      const expected = [...splits].flatMap(([name, rows]) =>
        rows.map(({ id, time }, at) => (time === null ? `${name}:${at}` : `${id}`)),
      )
      expect(seen.sort()).toEqual(expected.sort())
    }),
    // A second restart before the place up to which the first run had looked.
    {
      examples: [
        [
          [[0, 0, null], [null]],
          [
            [1, 100],
            [0, 1],
          ],
        ],
      ],
    },
  )
})
