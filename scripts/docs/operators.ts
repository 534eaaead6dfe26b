/** `docs/operators/`: a page for each operator, source and sink, in two languages, from their definitions. */
import type { Definition, Example } from '@millrace/algebra'
import type { Json } from '@millrace/language'
import { catalogue, type Language, labelOf, translate } from '@millrace/operators'
import { portsOf, schemaOf } from '../../apps/runner/src/catalogue/entry.ts'
import {
  type KindText,
  kindOf,
  type Schema,
  type Setting,
  settingsOf,
} from '../../apps/runner/src/catalogue/settings.ts'
import type { Page } from './pages.ts'

const FOLDER = 'docs/operators'

const WORDS = {
  title: { en: 'Operators, sources and sinks', zh: '算子、数据源与输出' },
  intro: {
    en: 'Written by `npm run docs:pages` from the definitions in `packages/operators/src`; every example of an operator is a test.',
    zh: '由 `npm run docs:pages` 根据 `packages/operators/src` 中的定义生成；算子的每个示例都是测试。',
  },
  ports: { en: 'Ports', zh: '端口' },
  inputs: { en: 'In', zh: '输入' },
  outputs: { en: 'Out', zh: '输出' },
  byConfiguration: { en: 'named by the configuration', zh: '由配置命名' },
  none: { en: 'none', zh: '无' },
  configuration: { en: 'Configuration', zh: '配置' },
  setting: { en: 'setting', zh: '配置项' },
  value: { en: 'value', zh: '取值' },
  meaning: { en: 'meaning', zh: '含义' },
  example: { en: 'Example', zh: '示例' },
  gives: { en: 'gives', zh: '得到' },
  required: { en: 'required', zh: '必填' },
} satisfies Record<string, Record<Language, string>>

const GROUPS: Readonly<Record<string, Record<Language, string>>> = {
  source: { en: 'Sources', zh: '数据源' },
  transform: { en: 'Transform', zh: '转换' },
  window: { en: 'Window', zh: '窗口' },
  join: { en: 'Join', zh: '连接' },
  pattern: { en: 'Pattern', zh: '模式' },
  sink: { en: 'Sinks', zh: '输出' },
}

const nameOf = (type: string, language: Language) => `${type}${language === 'zh' ? '.zh' : ''}.md`

/** The pages of all definitions and their indexes. */
export function operatorPages(): Page[] {
  return (['en', 'zh'] as const).flatMap((language) => [
    { file: `${FOLDER}/${nameOf('README', language)}`, text: index(language) },
    ...catalogue.map((definition) => ({
      file: `${FOLDER}/${nameOf(definition.type, language)}`,
      text: page(definition as Definition, language),
    })),
  ])
}

function index(language: Language): string {
  const groups = [...new Set(catalogue.map(({ palette }) => palette.group))]
  const sections = groups.map((group) => {
    const lines = catalogue
      .filter(({ palette }) => palette.group === group)
      .map((definition) => {
        const say = sayer(definition as Definition, language)
        const { title, summary } = definition.palette
        return `- [${say(title)}](${nameOf(definition.type, language)}): ${say(summary)}`
      })
    return `## ${GROUPS[group]?.[language] ?? group}\n\n${lines.join('\n')}`
  })
  return `${[`# ${WORDS.title[language]}`, WORDS.intro[language], ...sections].join('\n\n')}\n`
}

const sayer = (definition: Definition, language: Language) => (text: string) => translate(text, language, definition)

function page(definition: Definition, language: Language): string {
  const say = sayer(definition, language)
  const { palette, type, config, examples } = definition
  const schema = schemaOf(config) as Schema
  const parts = [
    `# ${say(palette.title)}`,
    `\`${type}\``,
    say(palette.summary),
    `## ${WORDS.ports[language]}`,
    ports(definition, language),
    `## ${WORDS.configuration[language]}`,
    settings(schema, say, language),
    ...examples.flatMap((example) => exampleParts(example as Example, say, language)),
  ]
  return `${parts.join('\n\n')}\n`
}

function ports(definition: Definition, language: Language): string {
  const { inputs, outputs } = portsOf(definition)
  const list = (named: object) =>
    Object.keys(named)
      .map((name) => `\`${name}\``)
      .join(', ') || WORDS.none[language]
  return [
    `- ${WORDS.inputs[language]}: ${list(inputs)}`,
    `- ${WORDS.outputs[language]}: ${outputs === null ? WORDS.byConfiguration[language] : list(outputs)}`,
  ].join('\n')
}

function settings(schema: Schema, say: (text: string) => string, language: Language): string {
  const rows = rowsOf(settingsOf(schema), say, language, '')
  if (rows.length === 0) return WORDS.none[language]
  const { setting, value, meaning } = WORDS
  return [`| ${setting[language]} | ${value[language]} | ${meaning[language]} |`, '|---|---|---|', ...rows].join('\n')
}

const KINDS: KindText = { value: (of) => `\`${JSON.stringify(of)}\``, either: ', ', list: (of) => `[${of}]` }

const rowsOf = (
  settings: readonly Setting[],
  say: (text: string) => string,
  language: Language,
  path: string,
): string[] =>
  settings.flatMap(({ name, schema, required, default: preset, inner, list }) => {
    const need = required
      ? `, ${WORDS.required[language]}`
      : preset === undefined
        ? ''
        : ` = \`${JSON.stringify(preset)}\``
    const meaning = [say(labelOf(name, schema.title)), schema.description ? say(schema.description) : '']
    const text = meaning.filter(Boolean).join(': ').replaceAll('|', '\\|')
    return [
      `| \`${path}${name}\` | ${kindOf(schema, KINDS)}${need} | ${text} |`,
      ...rowsOf(inner, say, language, `${path}${name}${list ? '[]' : ''}.`),
    ]
  })

function exampleParts(example: Example, say: (text: string) => string, language: Language): string[] {
  const { title, config } = example
  const parts = [`## ${WORDS.example[language]}: ${say(title)}`, block(JSON.stringify(config, null, 2), 'json')]
  if (!('given' in example)) return parts
  const { given, expect } = example as { given: Given; expect: Record<string, readonly Row[]> }
  for (const [port, { rows }] of Object.entries(given)) parts.push(`\`${port}\`:`, table(rows))
  parts.push(`${WORDS.gives[language]}:`)
  for (const [port, rows] of Object.entries(expect)) parts.push(`\`${port}\`:`, table(rows))
  return parts
}

type Row = Record<string, Json>
type Given = Record<string, { rows: readonly Row[] }>

const block = (text: string, language: string) => `\`\`\`${language}\n${text}\n\`\`\``

function table(rows: readonly Row[]): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  if (names.length === 0) return '∅'
  const cell = (value: Json | undefined) =>
    value === undefined
      ? ''
      : value === null
        ? 'NULL'
        : (typeof value === 'object' ? JSON.stringify(value) : String(value)).replaceAll('|', '\\|')
  return [
    `| ${names.join(' | ')} |`,
    `|${names.map(() => '---|').join('')}`,
    ...rows.map((row) => `| ${names.map((name) => cell(row[name])).join(' | ')} |`),
  ].join('\n')
}
