import type { Clock } from '../clock.ts'
import type { SourceStage } from '../source/sourceStage.ts'
import type { Job, Snapshot } from './job.ts'

export interface RunOptions {
  clock: Clock
  /** Milliseconds between checkpoints; without it there are none but the last. Without `checkpoint` sinks only make their rows visible. */
  checkpointEvery?: number
  /** Makes a snapshot safe; when it resolves, its rows become visible. */
  checkpoint?(snapshot: Snapshot): Promise<void>
  /** Called between batches, at least every few milliseconds. */
  tick?(): void
  /** When it is true the job ends with a checkpoint. */
  stopping?(): boolean
  /** Bytes that sinks may hold before reading waits for them. */
  mostPending?: number
}

/** How long a poll may wait: stopping and idleness are looked at in between. */
const POLL_MS = 50
/** How long a job works before it lets other things of its process run. */
const TURN_MS = 8
const MOST_PENDING = 16 * 1024 * 1024

/** Polls under way, and the first one that failed. */
interface Polls {
  byReader: Map<SourceStage, Promise<void>>
  failure: { problem: unknown } | undefined
  /** How long answers are waited for before the job looks around. */
  nap: Promise<void> | undefined
}

/** Runs an opened job to the end of its input, or until it is asked to stop. */
export async function run(job: Job, options: RunOptions): Promise<'finished' | 'stopped'> {
  const { clock } = options
  const polls: Polls = { byReader: new Map(), failure: undefined, nap: undefined }
  let checkpointAt = clock.monotonic() + (options.checkpointEvery ?? Number.POSITIVE_INFINITY)
  let pauseAt = clock.monotonic() + TURN_MS
  while (!job.finished && !options.stopping?.()) {
    job.answers.settle()
    if (!job.answers.full && (!job.bounded || job.comparable)) job.step()
    const full = job.pending > (options.mostPending ?? MOST_PENDING)
    if (full) await hold(job, clock)
    pollWaiting(job, polls)
    await waitForMore(job, polls, clock)
    const now = clock.monotonic()
    // Sinks that write only with a checkpoint get one early when they hold too much.
    if (
      now >= checkpointAt ||
      (full && options.checkpointEvery !== undefined && job.pending > (options.mostPending ?? MOST_PENDING))
    ) {
      await checkpoint(job, options)
      checkpointAt = clock.monotonic() + options.checkpointEvery!
    }
    if (now >= pauseAt) {
      job.tick()
      options.tick?.()
      await clock.pause()
      pauseAt = clock.monotonic() + TURN_MS
    }
  }
  await Promise.all(polls.byReader.values())
  await job.flush()
  await checkpoint(job, options)
  options.tick?.()
  return job.finished ? 'finished' : 'stopped'
}

/** Sinks hold as much as they may: reading waits for them. */
async function hold(job: Job, clock: Clock): Promise<void> {
  const since = clock.monotonic()
  await job.flush()
  job.heldMs += clock.monotonic() - since
}

/** Asks sources without rows at hand for more. */
function pollWaiting(job: Job, polls: Polls): void {
  for (const source of job.sources) {
    if (source.finished || !source.waiting || polls.byReader.has(source)) continue
    const asked = job
      .poll(source, POLL_MS)
      .catch((problem) => {
        polls.failure ??= { problem }
      })
      .finally(() => polls.byReader.delete(source))
    polls.byReader.set(source, asked)
  }
}

/** Waits only when no row can go on: for those of sources, and for answers from outside. */
async function waitForMore(job: Job, polls: Polls, clock: Clock): Promise<void> {
  const { full } = job.answers
  const nothingReady = job.sources.every(({ ready }) => ready === undefined)
  if (full || nothingReady || (job.bounded && !job.comparable)) {
    const coming: Promise<void>[] = [...polls.byReader.values()]
    if (job.answers.awaited) coming.push(job.answers.arrival(), nap(polls, clock))
    const since = clock.monotonic()
    if (coming.length > 0) await Promise.race(coming)
    if (full) job.heldMs += clock.monotonic() - since
  }
  if (polls.failure) throw polls.failure.problem
}

/** Time-outs and new attempts of what is asked outside are looked at this often. */
function nap(polls: Polls, clock: Clock): Promise<void> {
  polls.nap ??= clock.sleep(POLL_MS).finally(() => {
    polls.nap = undefined
  })
  return polls.nap
}

async function checkpoint(job: Job, options: RunOptions): Promise<void> {
  // State that nobody keeps need not be written.
  if (!options.checkpoint) return job.commit(await job.endEpoch())
  const snapshot = await job.snapshot()
  await options.checkpoint(snapshot)
  await job.commit(snapshot)
}
