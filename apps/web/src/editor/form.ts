/** The form of a configuration, read from its zod schema: which control stands where, with what choices. */
import type { Control, Definition } from '@millrace/algebra'
import type { Json } from '@millrace/language'
import { labelOf } from '@millrace/operators'
import type * as z from 'zod'

export interface FormField {
  readonly name: string
  /** English; translated when it is drawn. */
  readonly label: string
  readonly description: string
  readonly control: Control | 'group'
  readonly optional: boolean
  /** What holds when the setting is absent, as the schema gives it. */
  readonly default?: Json
  /** `choice`: the values; an object among them has settings of its own. */
  readonly choices: readonly Choice[]
  /** `group`: its settings. Lists: the settings of an item. */
  readonly fields: readonly FormField[]
  readonly whole: boolean
  readonly scope: 'input' | 'aggregates' | 'pair'
  /** The input that has the fields, where there are several. */
  readonly input?: string | undefined
}

export interface Choice {
  /** The literal, or the value of `type` of a variant, or the one key of an object. */
  readonly value: Json
  readonly description: string
  /** How the variant is recognised: a plain value, an object with `type`, or an object with this key. */
  readonly kind: 'value' | 'variant' | 'object'
  readonly fields: readonly FormField[]
}

/** As much of zod's own description of a schema as is read here. */
interface Def {
  type: string
  innerType?: z.ZodType
  in?: z.ZodType
  out?: z.ZodType
  element?: z.ZodType
  shape?: Record<string, z.ZodType>
  options?: z.ZodType[]
  entries?: Record<string, string>
  values?: Json[]
  defaultValue?: unknown
  checks?: { _zod: { def: { check?: string; format?: string } } }[]
  format?: string
}

const defOf = (schema: z.ZodType): Def => schema._zod.def as unknown as Def

interface Unwrapped {
  schema: z.ZodType
  optional: boolean
  default?: Json | undefined
  control?: Control | undefined
  description: string
  title?: string | undefined
  scope?: FormField['scope'] | undefined
  input?: string | undefined
}

/** The schema inside of optional, default and transformation, with what the layers say. */
function unwrap(schema: z.ZodType): Unwrapped {
  let current = schema
  const found: Omit<Unwrapped, 'schema'> = { optional: false, description: '' }
  for (;;) {
    const { control, scope, input, description, title } = current.meta() ?? {}
    found.control ??= control
    found.scope ??= scope
    found.input ??= input
    found.title ??= title
    if (found.description === '') found.description = description ?? ''
    const def = defOf(current)
    const inner = innerOf(def)
    if (!inner) return { ...found, schema: current }
    if (def.type === 'optional') found.optional = true
    if (def.type === 'default') found.default ??= def.defaultValue as Json
    if (def.type === 'prefault') found.default ??= undefined
    if (def.type === 'default' || def.type === 'prefault') found.optional = true
    current = inner
  }
}

function innerOf(def: Def): z.ZodType | undefined {
  if (['optional', 'default', 'prefault', 'nullable', 'readonly'].includes(def.type)) return def.innerType
  if (def.type !== 'pipe') return undefined
  // A preprocessing pipe begins with the transformation, a transforming one ends with it.
  return defOf(def.in!).type === 'transform' ? def.out : def.in
}

const forms = new WeakMap<Definition, readonly FormField[]>()

/** The settings of a definition, in the order of its schema. */
export function formOf(definition: Definition): readonly FormField[] {
  const known = forms.get(definition)
  if (known) return known
  const fields = fieldsOf(definition.config)
  forms.set(definition, fields)
  return fields
}

function fieldsOf(schema: z.ZodType): readonly FormField[] {
  const { shape } = defOf(unwrap(schema).schema)
  return Object.entries(shape ?? {})
    .filter(([, value]) => defOf(unwrap(value).schema).type !== 'literal')
    .map(([name, value]) => fieldOf(name, value))
}

function fieldOf(name: string, schema: z.ZodType): FormField {
  const { schema: inner, optional, default: standard, control, description, title, scope, input } = unwrap(schema)
  const def = defOf(inner)
  return {
    name,
    label: labelOf(name, title),
    description,
    control: control ?? guessed(def),
    optional,
    ...(standard !== undefined && { default: standard }),
    choices: choicesOf(def),
    fields: def.type === 'array' ? itemFields(def) : def.type === 'object' ? fieldsOf(inner) : [],
    whole: isWhole(def),
    scope: scope ?? 'input',
    ...(input !== undefined && { input }),
  }
}

/** What is drawn for a schema that does not say it. */
function guessed({ type, element }: Def): FormField['control'] {
  if (type === 'enum') return 'choice'
  if (type === 'boolean') return 'switch'
  if (type === 'number' || type === 'int') return 'number'
  if (type === 'object') return 'group'
  if (type === 'union') return 'options'
  if (type === 'array' && element && defOf(unwrap(element).schema).type === 'object') return 'list'
  if (type === 'array') return 'fields'
  return 'text'
}

const itemFields = ({ element }: Def): readonly FormField[] =>
  element && defOf(unwrap(element).schema).type === 'object' ? fieldsOf(element) : []

const isWhole = ({ type, format, checks = [] }: Def): boolean =>
  type === 'int' || format === 'safeint' || checks.some(({ _zod: { def } }) => def.format === 'safeint')

function choicesOf(def: Def): readonly Choice[] {
  if (def.type === 'enum') return Object.values(def.entries ?? {}).map((value) => plain(value))
  if (def.type === 'literal') return (def.values ?? []).map((value) => plain(value))
  if (def.type === 'object' && def.shape?.type && defOf(unwrap(def.shape.type).schema).type === 'literal')
    return [variant(def)]
  if (def.type !== 'union') return []
  return (def.options ?? []).flatMap((option) => {
    const { schema, description } = unwrap(option)
    const inner = defOf(schema)
    if (inner.type !== 'object') return choicesOf(inner)
    if (inner.shape?.type) return [variant(inner)]
    return [
      {
        value: Object.keys(inner.shape ?? {})[0] ?? '',
        description,
        kind: 'object' as const,
        fields: fieldsOf(schema),
      },
    ]
  })
}

const plain = (value: Json): Choice => ({ value, description: '', kind: 'value', fields: [] })

/** One of several objects told apart by `type`. */
function variant({ shape = {} }: Def): Choice {
  const { schema, description } = unwrap(shape.type!)
  const { type: _, ...rest } = shape
  const fields = Object.entries(rest).map(([name, value]) => fieldOf(name, value))
  return { value: defOf(schema).values?.[0] ?? '', description, kind: 'variant', fields }
}
