import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Plan } from '@millrace/algebra'
import type { Diagnostic } from '@millrace/language'
import { catalogue } from '@millrace/operators'
import { build, type PipelineDocument, parseDocument } from '@millrace/pipeline'

export interface Loaded {
  raw: unknown
  document?: PipelineDocument
  plan?: Plan
  problems: Diagnostic[]
  /** Folder of the file; relative paths of the pipeline begin here. */
  folder: string
}

/** Reads and checks a pipeline. A file that is no JSON is a problem like any other. */
export function load(path: string): Loaded {
  const folder = dirname(path)
  let raw: unknown
  try {
    raw = JSON.parse(readFileSync(path, 'utf8'))
  } catch (problem) {
    const { code, message } = problem as { code?: string; message: string }
    const text = code === 'ENOENT' ? `The file ${path} is not there.` : `${path} is not readable JSON: ${message}`
    return { raw, folder, problems: [{ code: 'file', severity: 'error', message: text }] }
  }
  const { document, problems } = parseDocument(raw)
  if (!document) return { raw, folder, problems }
  const built = build(document, catalogue)
  return { raw, folder, document, problems: built.problems, ...(built.plan && { plan: built.plan }) }
}
