import type { Json } from '@millrace/language'

/** What of a JSON schema says something about a setting. */
export interface Schema {
  type?: string | string[]
  title?: string
  description?: string
  properties?: Record<string, Schema>
  required?: string[]
  enum?: Json[]
  const?: Json
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  default?: Json
}

/** One setting of a configuration, for a text about it. */
export interface Setting {
  name: string
  schema: Schema
  required: boolean
  /** What counts when it is left out, if that can be written down. */
  default: Json | undefined
  /** The settings inside of it, or inside of each of its members when it is a list; those of every variant, its `type` first. */
  inner: Setting[]
  list: boolean
}

export const settingsOf = ({ properties = {}, required = [] }: Schema): Setting[] =>
  Object.entries(properties).map(([name, schema]) => ({
    name,
    schema,
    required: required.includes(name),
    default: schema.default,
    inner: innerOf(schema.items?.properties ? schema.items : schema),
    list: schema.items?.properties !== undefined,
  }))

const innerOf = (schema: Schema): Setting[] =>
  schema.properties ? settingsOf(schema) : (schema.anyOf ?? schema.oneOf ?? []).flatMap(settingsOf)

/** How the kinds of values are written. */
export interface KindText {
  value(of: Json): string
  either: string
  list(of: string): string
}

/** What values a setting takes. */
export function kindOf(schema: Schema, text: KindText): string {
  if (schema.enum) return schema.enum.map((value) => text.value(value)).join(text.either)
  if (schema.const !== undefined) return text.value(schema.const)
  const alternatives = schema.anyOf ?? schema.oneOf
  if (alternatives) return [...new Set(alternatives.map((each) => kindOf(each, text)))].join(text.either)
  if (schema.items) return text.list(kindOf(schema.items, text))
  const variant = schema.properties?.type?.const
  if (variant !== undefined) return `{ type: ${text.value(variant)}, … }`
  return [schema.type ?? 'value'].flat().join(text.either)
}
