import { readPipeline } from '@millrace/pipeline'
import { api } from '../api/client.ts'
import { isActive } from '../editor/run.ts'
import type { Session } from '../editor/session.ts'
import { runOf, shownNumbers } from './liveNumbers.ts'

const AGAIN_MS = 1000

/** Brings status and numbers of a deployed pipeline to its page until the returned function is called. */
export function followJob(session: Session): () => void {
  const { id: pipelineId, run, live } = session
  let stopped = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let subscription: { unsubscribe(): void } | undefined
  const begin = () => {
    if (stopped) return
    subscription = api.jobs.live.subscribe(
      { pipelineId },
      {
        onData(job) {
          run.setState(runOf(job, run.getState()), true)
          void loadDeployed(session)
          if (job.numbers && isActive(run.getState())) live.publish(shownNumbers(job.numbers))
          else live.clear()
        },
        onError: again,
        onComplete: again,
      },
    )
  }
  const again = () => {
    clearTimeout(timer)
    timer = setTimeout(begin, AGAIN_MS)
  }
  begin()
  return () => {
    stopped = true
    clearTimeout(timer)
    subscription?.unsubscribe()
    live.clear()
  }
}

const loading = new Set<string>()

/** The document that runs, to say what has changed since. */
async function loadDeployed({ id, run }: Session): Promise<void> {
  const { version, deployed } = run.getState()
  const key = `${id} ${version}`
  if (version === undefined || deployed || loading.has(key)) return
  loading.add(key)
  try {
    const { document } = await api.pipelines.version.query({ id, version })
    const { pipeline } = readPipeline(document)
    if (run.getState().version === version) run.setState({ deployed: pipeline })
  } catch {
    // It is asked for again with the next number that comes.
  } finally {
    loading.delete(key)
  }
}
