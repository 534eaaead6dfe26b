/** Opens a pipeline: its document in an editor, its saves, its job. */
import { catalogue } from '@millrace/operators'
import { readPipeline } from '@millrace/pipeline'
import { api, isUnreached, problemOf } from '../api/client.ts'
import { createSession, type Session } from '../editor/session.ts'
import { documentOf } from '../home/actions.ts'
import { diagnosticText } from '../i18n/diagnostics.ts'
import { language } from '../i18n/language.ts'
import { type Autosave, createAutosave, type SaveFailure } from './autosave.ts'

export interface Opened {
  readonly session: Session
  readonly autosave: Autosave
}

type Stored = Awaited<ReturnType<typeof api.pipelines.get.query>>

/** Nothing when the stored document cannot be read by this version of the app. */
export function openPipeline({ id, version, document, job }: Stored): Opened | undefined {
  const { pipeline } = readPipeline(document)
  if (!pipeline) return undefined
  const session = createSession(id, pipeline, catalogue)
  if (job)
    session.run.setState({ status: job.state, since: job.since, deployedAt: job.deployedAt, version: job.version })
  const autosave = createAutosave({
    editor: session.editor,
    version,
    save: async (baseVersion, current) =>
      (await api.pipelines.save.mutate({ id, baseVersion, document: documentOf(current) })).version,
    failureOf,
  })
  return { session, autosave }
}

function failureOf(error: unknown): SaveFailure {
  const { message, hint, code, details } = problemOf(error)
  if (code === 'version-conflict') return { kind: 'conflict', version: Number(details?.version) }
  if (isUnreached(error) || message === '') return { kind: 'unreached' }
  return { kind: 'refused', message: diagnosticText({ message, ...(hint !== undefined && { hint }) }, language()) }
}
