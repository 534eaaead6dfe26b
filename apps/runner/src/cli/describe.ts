import type { Definition, OperatorDefinition, Port } from '@millrace/algebra'
import { didYouMean } from '@millrace/language'
import { catalogue } from '@millrace/operators'
import * as z from 'zod'
import { UsageProblem } from './usage.ts'

/** The catalogue, or one entry of it, as text or as JSON. */
export function describe(type: string | undefined, json: boolean): number {
  const chosen = type === undefined ? catalogue : catalogue.filter((definition) => definition.type === type)
  if (chosen.length === 0) {
    const near = didYouMean(
      type!,
      catalogue.map((definition) => definition.type),
    )
    throw new UsageProblem(`There is no operator \`${type}\`.${near ? ` Did you mean \`${near}\`?` : ''}`)
  }
  if (json) console.log(JSON.stringify(type === undefined ? chosen.map(asJson) : asJson(chosen[0]!), null, 2))
  else for (const definition of chosen) console.log(type === undefined ? asLine(definition) : asText(definition))
  return 0
}

function portsOf(definition: Definition): {
  inputs: Record<string, Port>
  outputs: Record<string, Port> | 'by configuration'
} {
  if (definition.kind === 'source') return { inputs: {}, outputs: { out: {}, rejected: { side: true } } }
  if (definition.kind === 'sink') return { inputs: { in: {} }, outputs: {} }
  const { inputs, outputs } = definition as OperatorDefinition
  return { inputs, outputs: typeof outputs === 'function' ? 'by configuration' : outputs }
}

function asJson(definition: Definition) {
  const { type, kind, palette, config, examples } = definition
  return { type, kind, ...palette, ...portsOf(definition), configuration: schemaOf(config), examples }
}

export const schemaOf = (config: z.ZodType) => z.toJSONSchema(config, { io: 'input', unrepresentable: 'any' })

const asLine = ({ type, kind, palette }: Definition) => `${type.padEnd(20)} ${kind.padEnd(9)} ${palette.summary}`

interface Schema {
  type?: string
  description?: string
  properties?: Record<string, Schema>
  required?: string[]
  enum?: unknown[]
  const?: unknown
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  default?: unknown
}

function asText(definition: Definition): string {
  const { type, palette, config, examples } = definition
  const { inputs, outputs } = portsOf(definition)
  const ports = (named: Record<string, Port> | string) =>
    typeof named === 'string' ? named : Object.keys(named).join(', ') || 'none'
  const lines = [
    `${palette.title} (${type})`,
    palette.summary,
    '',
    `Inputs: ${ports(inputs)}. Outputs: ${ports(outputs)}.`,
    '',
    'Configuration:',
  ]
  lines.push(...settings(schemaOf(config) as Schema, '  '))
  const [example] = examples
  if (example) lines.push('', `Example: ${example.title}`, `  ${JSON.stringify(example.config)}`)
  return lines.join('\n')
}

function settings({ properties = {}, required = [] }: Schema, indent: string): string[] {
  if (Object.keys(properties).length === 0) return [`${indent}none`]
  return Object.entries(properties).flatMap(([name, schema]) => {
    const need = required.includes(name)
      ? ''
      : schema.default === undefined
        ? ', optional'
        : `, by default ${JSON.stringify(schema.default)}`
    const inner = schema.items?.properties
      ? settings(schema.items, `${indent}    `)
      : schema.properties
        ? settings(schema, `${indent}    `)
        : []
    return [
      `${indent}${name} (${kindOf(schema)}${need})`,
      ...(schema.description ? [`${indent}    ${schema.description}`] : []),
      ...inner,
    ]
  })
}

function kindOf(schema: Schema): string {
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  const alternatives = schema.anyOf ?? schema.oneOf
  if (alternatives) return alternatives.map(kindOf).join(' | ')
  if (schema.items) return `list of ${kindOf(schema.items)}`
  if (schema.properties?.type?.const !== undefined)
    return `{ type: ${JSON.stringify(schema.properties.type.const)}, … }`
  return schema.type ?? 'value'
}
