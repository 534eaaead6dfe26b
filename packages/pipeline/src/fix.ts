import type { Diagnostic, Fix } from '@millrace/language'
import { configure, parsePath, valueAt } from './edits/configure.ts'
import type { Pipeline } from './pipeline.ts'

/** The pipeline with a fix applied to the text that its problem names. */
export function applyFix(pipeline: Pipeline, { node, path }: Diagnostic, { span: [from, to], text }: Fix): Pipeline {
  if (node === undefined || path === undefined) return pipeline
  const at = parsePath(path)
  const written = valueAt(pipeline.nodes[node]?.config ?? {}, at)
  if (typeof written !== 'string') return pipeline
  return configure(pipeline, node, at, written.slice(0, from) + text + written.slice(to))
}
