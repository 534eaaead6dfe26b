/** Sources and sinks in memory, so that only the engine is measured. */
import { fileURLToPath } from 'node:url'
import type { Plan } from '@millrace/algebra'
import { type ConnectorContext, tables } from '@millrace/connectors'
import {
  type Batch,
  type Bindings,
  type Chunk,
  type Decoder,
  Job,
  type Reader,
  type Records,
  run,
} from '@millrace/engine'
import { UTC } from '@millrace/language'
import { catalogue } from '@millrace/operators'
import { build, type PipelineInput, parseDocument } from '@millrace/pipeline'
import { ManualClock } from '@millrace/testkit'

/** A document whose sources and sinks are given elsewhere, as a plan. */
export function planOf(document: PipelineInput): Plan {
  const parsed = parseDocument(document)
  const built = parsed.document && build(parsed.document, catalogue)
  if (!built?.plan) throw new Error(JSON.stringify([...parsed.problems, ...(built?.problems ?? [])], null, 1))
  return built.plan
}

/** Hands over prepared pieces. */
class PiecesReader implements Reader {
  private readonly pieces: readonly Chunk[]
  private at = 0
  constructor(pieces: readonly Chunk[]) {
    this.pieces = pieces
  }
  async open(): Promise<void> {}
  splits(): readonly string[] {
    return this.at < this.pieces.length ? ['memory'] : []
  }
  async poll(): Promise<readonly Chunk[]> {
    return this.at < this.pieces.length ? [this.pieces[this.at++]!] : []
  }
  async close(): Promise<void> {}
}

const EXAMPLES = new URL('../examples/nexmark/', import.meta.url)
/** What tables that rows are looked up in need: the folder of the examples. */
const outside: ConnectorContext = {
  clock: new ManualClock(),
  zone: UTC,
  connection: () => null,
  resolvePath: (path) => fileURLToPath(new URL(path, EXAMPLES)),
  print: () => {},
  job: 'bench',
}
const nothing = async () => {}
/** A sink that keeps nothing. */
export const discard: Bindings['writer'] = () => ({
  pending: 0,
  open: nothing,
  write() {},
  flush: nothing,
  prepare: async () => null,
  commit: nothing,
  close: nothing,
})
export const clock = { now: () => 0, monotonic: () => performance.now(), pause: nothing, sleep: nothing }

/** Runs a plan over pieces; gives the number of rows read. */
export const runPieces = (plan: Plan, pieces: readonly Chunk[], decoder?: () => Decoder): Promise<number> =>
  runSources(plan, () => pieces, decoder)

/** The same for several sources, each with pieces of its own; `ended` sees the job before it goes. */
export async function runSources(
  plan: Plan,
  pieces: (source: string) => readonly Chunk[],
  decoder?: () => Decoder,
  ended?: (job: Job) => Promise<void>,
): Promise<number> {
  let rows = 0
  const reader: Bindings['reader'] = ({ owner }) => {
    const own = pieces(owner)
    for (const { n } of own) rows += n
    return { reader: new PiecesReader(own), ...(decoder && { decoder }) }
  }
  await runReader(plan, reader, ended)
  return rows
}

/** Runs a plan to the end of its sources, into sinks that keep nothing. */
export async function runReader(
  plan: Plan,
  reader: Bindings['reader'],
  ended?: (job: Job) => Promise<void>,
): Promise<void> {
  const job = new Job(plan, {
    reader,
    table: (node) => tables.file(node, outside),
    writer: discard,
    clock,
    random: () => 0,
  })
  await job.open()
  await run(job, { clock })
  await ended?.(job)
  await job.close()
}

export function batchPiece(batch: Batch, first: number): Chunk {
  const positions = Float64Array.from({ length: batch.n }, (_, i) => first + i)
  return { split: 'memory', content: { batch }, positions, n: batch.n, next: first + batch.n, bytes: 0 }
}

export function recordsPiece(records: Records, bytes: number): Chunk {
  return { split: 'memory', content: { records }, positions: records.position, n: records.n, next: 0, bytes }
}
