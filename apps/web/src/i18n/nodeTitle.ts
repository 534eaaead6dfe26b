import { catalogue, type Language, translate } from '@millrace/operators'
import type { Pipeline } from '@millrace/pipeline'
import { createLookup } from '../editor/derived.ts'

const definitionOf = createLookup(catalogue)

/** What a node is called: its label, or the title of its operator. */
export function nodeTitle({ nodes }: Pipeline, id: string, language: Language): string {
  const node = nodes[id]
  if (!node) return id
  const definition = definitionOf(node.type)
  return node.label ?? (definition ? translate(definition.palette.title, language, definition) : node.type)
}
