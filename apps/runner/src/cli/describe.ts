import type { Definition } from '@millrace/algebra'
import { didYouMean } from '@millrace/language'
import { catalogue } from '@millrace/operators'
import { portsOf, schemaOf } from '../catalogue/entry.ts'
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

const BY_CONFIGURATION = 'by configuration'

function asJson(definition: Definition) {
  const { type, kind, palette, config, examples } = definition
  const { inputs, outputs } = portsOf(definition)
  return {
    type,
    kind,
    ...palette,
    inputs,
    outputs: outputs ?? BY_CONFIGURATION,
    configuration: schemaOf(config),
    examples,
  }
}

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
  const ports = (named: object | null) => (named === null ? BY_CONFIGURATION : Object.keys(named).join(', ') || 'none')
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
