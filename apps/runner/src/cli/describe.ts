import type { Definition } from '@millrace/algebra'
import { didYouMean } from '@millrace/language'
import { catalogue } from '@millrace/operators'
import { portsOf, schemaOf } from '../catalogue/entry.ts'
import { type KindText, kindOf, type Schema, type Setting, settingsOf } from '../catalogue/settings.ts'
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
  const settings = settingsOf(schemaOf(config) as Schema)
  lines.push(...(settings.length === 0 ? ['  none'] : linesOf(settings, '  ')))
  const [example] = examples
  if (example) lines.push('', `Example: ${example.title}`, `  ${JSON.stringify(example.config)}`)
  return lines.join('\n')
}

const KINDS: KindText = { value: (of) => JSON.stringify(of), either: ' | ', list: (of) => `list of ${of}` }

const linesOf = (settings: readonly Setting[], indent: string): string[] =>
  settings.flatMap(({ name, schema, required, default: preset, inner }) => [
    `${indent}${name} (${kindOf(schema, KINDS)}${required ? '' : preset === undefined ? ', optional' : `, by default ${JSON.stringify(preset)}`})`,
    ...(schema.description ? [`${indent}    ${schema.description}`] : []),
    ...linesOf(inner, `${indent}    `),
  ])
