import type { Definition, OperatorDefinition, Port } from '@millrace/algebra'
import type { Json } from '@millrace/language'
import { searchWords, textsOf, translate } from '@millrace/operators'
import * as z from 'zod'

/** A definition as data: for programs that cannot run it. */
export interface CatalogueEntry {
  type: string
  kind: Definition['kind']
  group: string
  icon: string
  title: string
  summary: string
  /** Words by which it is found, in both languages. */
  words: string[]
  /** 中文 by English text. */
  zh: { [english: string]: string }
  inputs: { [port: string]: Port }
  /** Null where they depend on the configuration. */
  outputs: { [port: string]: Port } | null
  /** JSON schema of the configuration. */
  configuration: Json
  examples: { title: string; config: Json }[]
}

export function entryOf(definition: Definition): CatalogueEntry {
  const { type, kind, palette, config, examples } = definition
  const { group, icon, title, summary } = palette
  return {
    type,
    kind,
    group,
    icon,
    title,
    summary,
    words: searchWords(definition),
    zh: Object.fromEntries(textsOf(definition).map((text) => [text, translate(text, 'zh', definition)])),
    ...portsOf(definition),
    configuration: schemaOf(config),
    examples: examples.map((example) => ({ title: example.title, config: example.config as Json })),
  }
}

export function portsOf(definition: Definition): Pick<CatalogueEntry, 'inputs' | 'outputs'> {
  if (definition.kind === 'source') return { inputs: {}, outputs: { out: {}, rejected: { side: true } } }
  if (definition.kind === 'sink') return { inputs: { in: {} }, outputs: {} }
  const { inputs, outputs } = definition as OperatorDefinition
  return { inputs, outputs: typeof outputs === 'function' ? null : outputs }
}

export const schemaOf = (config: z.ZodType): Json =>
  z.toJSONSchema(config, { io: 'input', unrepresentable: 'any' }) as Json
