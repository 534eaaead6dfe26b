/** What can be done to pipelines from their list. */
import { emptyPipeline, type Pipeline, type PipelineInput, pipelineText, readPipeline } from '@millrace/pipeline'
import { api, problemOf } from '../api/client.ts'
import { pipelinesQuery, queryClient } from '../api/queries.ts'
import { go, pathOf } from '../app/route.ts'
import { diagnosticText } from '../i18n/diagnostics.ts'
import { language, type Translate } from '../i18n/language.ts'
import { toast } from '../ui/toasts.ts'
import { freeName } from './freeName.ts'

const listChanged = () => queryClient.invalidateQueries({ queryKey: pipelinesQuery.queryKey })

/** Does it, and says what went wrong where it did. */
export async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    const { message, hint } = problemOf(error)
    toast(diagnosticText({ message, ...(hint !== undefined && { hint }) }, language()), { tone: 'bad' })
    return undefined
  }
}

/** The document as it is stored: what is empty is left out. */
export const documentOf = (pipeline: Pipeline): PipelineInput => JSON.parse(pipelineText(pipeline)) as PipelineInput

const takenNames = () => (queryClient.getQueryData(pipelinesQuery.queryKey) ?? []).map(({ name }) => name)

/** Creates a pipeline under a free name and opens it. */
export async function createPipeline(pipeline: Pipeline): Promise<void> {
  const document = documentOf({ ...pipeline, name: freeName(pipeline.name, takenNames()) })
  const created = await attempt(() => api.pipelines.create.mutate({ document }))
  if (!created) return
  void listChanged()
  go(pathOf.pipeline(created.id))
}

export const createEmpty = (t: Translate) => createPipeline(emptyPipeline(t('home.untitled')))

/** Creates a pipeline from a text, and says why that cannot be. */
export async function importText(text: string, t: Translate): Promise<boolean> {
  const read = readText(text, t)
  if ('problem' in read) {
    toast(read.problem, { tone: 'bad' })
    return false
  }
  await createPipeline(read.pipeline)
  return true
}

/** A pipeline, or the first reason why the text is none. */
export function readText(text: string, t: Translate): { pipeline: Pipeline } | { problem: string } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { problem: t('import.notJson') }
  }
  const { pipeline, problems } = readPipeline(value)
  if (pipeline) return { pipeline }
  const [first] = problems
  const place = [first?.node, first?.path].filter((part) => part !== undefined && part !== '').join(' · ')
  return {
    problem: `${place === '' ? '' : `${place}: `}${first ? diagnosticText(first, language()) : t('import.notPipeline')}`,
  }
}

export async function renamePipeline(id: string, name: string): Promise<void> {
  await attempt(() => api.pipelines.rename.mutate({ id, name }))
  await listChanged()
}

export async function duplicatePipeline(id: string, name: string): Promise<void> {
  await attempt(() => api.pipelines.duplicate.mutate({ id, name: freeName(name, takenNames()) }))
  await listChanged()
}

/** Takes a pipeline off the list; the note that says so can bring it back. */
export async function removePipeline(id: string, name: string, t: Translate): Promise<void> {
  const removed = await attempt(async () => {
    await api.pipelines.remove.mutate({ id })
    return true
  })
  await listChanged()
  if (!removed) return
  const restore = async () => {
    await attempt(() => api.pipelines.restore.mutate({ id }))
    await listChanged()
  }
  toast(t('home.removed', { name }), { action: { label: t('command.undo'), run: () => void restore() } })
}

/** Gives a text to the person as a file. */
export function download(name: string, text: string, type = 'application/json'): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

export const fileName = (name: string) =>
  `${name.replaceAll(/[^\p{L}\p{N}_-]+/gu, '-').replaceAll(/^-+|-+$/g, '') || 'pipeline'}.json`

export async function exportPipeline(id: string): Promise<void> {
  const got = await attempt(() => api.pipelines.get.query({ id }))
  const { pipeline } = got ? readPipeline(got.document) : {}
  if (pipeline) download(fileName(pipeline.name), pipelineText(pipeline))
}
