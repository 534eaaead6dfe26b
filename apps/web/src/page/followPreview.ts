import type { Pipeline } from '@millrace/pipeline'
import { api } from '../api/client.ts'
import { NO_PREVIEW } from '../editor/preview.ts'
import { isActive } from '../editor/run.ts'
import type { Session } from '../editor/session.ts'
import { documentOf } from '../home/actions.ts'

/** As many rows of each source as are worth waiting for. */
const ROWS = 2000
const SOON_MS = 150

const sameLogic = (a: Pipeline, b: Pipeline) => a.nodes === b.nodes && a.edges === b.edges && a.settings === b.settings

/** Runs a preview soon after every change that matters, while no job runs, until the returned function is called. */
export function followPreview({ id, editor, run, preview }: Session): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let newest = 0
  const show = async () => {
    const { pipeline } = editor.store.getState()
    const number = ++newest
    if (isActive(run.getState()) || Object.keys(pipeline.nodes).length === 0) return preview.setState(NO_PREVIEW, true)
    preview.setState({ busy: true })
    const begun = performance.now()
    const found = await api.previews.run
      .mutate({ document: documentOf(pipeline), rows: ROWS, key: id })
      .catch(() => undefined)
    if (number !== newest) return
    // A preview that could not be made leaves nothing behind that is no longer true.
    if (!found || found.end === 'replaced') return preview.setState(NO_PREVIEW, true)
    const { ports, failure, end } = found
    preview.setState(
      { ports, failure: failure ?? undefined, cut: end === 'cut', tookMs: performance.now() - begun, busy: false },
      true,
    )
  }
  const later = (ms: number) => {
    clearTimeout(timer)
    timer = setTimeout(() => void show(), ms)
  }
  later(0)
  const leaveEditor = editor.store.subscribe(({ pipeline }, before) => {
    if (!sameLogic(pipeline, before.pipeline)) later(SOON_MS)
  })
  const leaveRun = run.subscribe((now, before) => {
    if (isActive(now) !== isActive(before)) later(0)
  })
  return () => {
    newest++
    clearTimeout(timer)
    leaveEditor()
    leaveRun()
  }
}
