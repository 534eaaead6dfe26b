import type { Definition } from '@millrace/algebra'
import * as z from 'zod'
import { sharedZh } from './shared/zh.ts'

export type Language = 'en' | 'zh'

/** A text of a definition in a language; the English one where a translation is missing. */
export function translate(text: string, language: Language, definition?: Definition): string {
  if (language === 'en') return text
  return definition?.zh?.texts[text] ?? sharedZh[text] ?? text
}

/** Words by which a definition is found, in both languages. */
export const searchWords = ({ palette, zh }: Definition): string[] => [
  palette.title,
  palette.summary,
  ...(palette.synonyms ?? []),
  ...Object.entries(zh?.texts ?? {}).flatMap(([english, chinese]) =>
    english === palette.title || english === palette.summary ? [chinese] : [],
  ),
  ...(zh?.synonyms ?? []),
]

/** The label of a configuration value: its title, or made from its name: `keyBy` is "Key by". */
export function labelOf(name: string, title?: string): string {
  if (title !== undefined) return title
  const words = name.replaceAll(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Every English text of a definition that a person sees. */
export function textsOf(definition: Definition): string[] {
  const { palette, config, examples } = definition
  const schema = z.toJSONSchema(config, { io: 'input', unrepresentable: 'any' })
  return [
    ...new Set([
      palette.title,
      palette.summary,
      ...portTexts(definition),
      ...schemaTexts(schema),
      ...examples.map(({ title }) => title),
    ]),
  ]
}

function portTexts(definition: Definition): string[] {
  if (definition.kind !== 'operator') return []
  const { inputs, outputs } = definition
  // Ports that depend on the configuration are named by the user.
  const ports = [...Object.values(inputs), ...(typeof outputs === 'function' ? [] : Object.values(outputs))]
  return ports.flatMap(({ summary }) => (summary === undefined ? [] : [summary]))
}

/** Descriptions of a JSON schema at every depth, and the labels of its properties. */
function schemaTexts(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { description, properties } = schema as {
    description?: unknown
    properties?: Record<string, { title?: string }>
  }
  return [
    ...(typeof description === 'string' ? [description] : []),
    ...Object.entries(properties ?? {}).map(([name, { title }]) => labelOf(name, title)),
    ...Object.entries(schema).flatMap(([key, value]) =>
      key === 'default' || key === 'enum' || key === 'const' ? [] : schemaTexts(value),
    ),
  ]
}
