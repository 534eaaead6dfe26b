import type { Plan } from '@millrace/algebra'
import { INT } from '@millrace/language'
import { ManualClock, MemoryReader } from '@millrace/testkit'
import { expect, test } from 'vitest'
import type { Writer } from '../sink/writer.ts'
import { Job, type Snapshot } from './job.ts'
import { run } from './run.ts'

const row = [{ name: 'n', type: INT, nullable: false }]
const table = { connector: 'memory', options: {}, row, bounded: true }
const plan: Plan = {
  timeZone: 'UTC',
  ports: {},
  nodes: [
    {
      id: 'in/source',
      owner: 'in',
      op: { op: 'source', table },
      inputs: [],
      outputs: { out: { row, changes: { mode: 'append' } }, rejected: { row: [], changes: { mode: 'append' } } },
    },
    {
      id: 'out/sink',
      owner: 'out',
      op: { op: 'sink', table, changes: 'append' },
      inputs: [{ node: 'in/source', port: 'out' }],
      outputs: {},
    },
  ],
}

/** A sink that stages rows until they are committed, and tells what is asked of it. */
class StagingWriter implements Writer {
  readonly pending = 0
  readonly visible: number[] = []
  readonly asked: string[] = []
  private staged = 0
  async open(): Promise<void> {}
  write({ n }: { n: number }): void {
    this.staged += n
  }
  async flush(): Promise<void> {}
  async prepare(epoch: number): Promise<number> {
    this.asked.push(`prepare ${epoch}`)
    const { staged } = this
    this.staged = 0
    return staged
  }
  async commit(epoch: number, prepared: unknown): Promise<void> {
    this.asked.push(`commit ${epoch}`)
    this.visible.push(prepared as number)
  }
  async close(): Promise<void> {}
  save(): void {
    this.asked.push('save')
  }
}

async function runWith(checkpoint?: (snapshot: Snapshot) => Promise<void>): Promise<StagingWriter> {
  const [writer, clock] = [new StagingWriter(), new ManualClock()]
  const job = new Job(plan, {
    reader: () => ({
      reader: new MemoryReader(
        [1, 2, 3].map((n) => ({ kind: '+I', row: [n] })),
        row,
        2,
      ),
    }),
    writer: () => writer,
    clock,
    random: () => 0.5,
  })
  await job.open()
  await run(job, { clock, ...(checkpoint && { checkpoint }) })
  return writer
}

test('at the end rows become visible once the checkpoint is safe', async () => {
  const order: string[] = []
  const writer = await runWith(async ({ epoch, sinks }) => {
    order.push(`safe ${epoch} ${JSON.stringify(sinks)}`)
  })
  expect(order).toEqual(['safe 1 {"out/sink":3}'])
  expect(writer.asked).toEqual(['save', 'prepare 1', 'commit 1'])
  expect(writer.visible).toEqual([3])
})

test('where no checkpoints are kept rows become visible all the same, and no state is written', async () => {
  const writer = await runWith()
  expect(writer.asked).toEqual(['prepare 1', 'commit 1'])
  expect(writer.visible).toEqual([3])
})
