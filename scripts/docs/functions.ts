/** `docs/functions.md` and its Chinese twin, from the definitions of the functions. */
import {
  catalogue,
  checkText,
  type FunctionDefinition,
  type FunctionGroup,
  formatType,
  type Json,
  printSql,
} from '@millrace/language'
import type { Page } from './pages.ts'

type Language = 'en' | 'zh'

/** The page of all functions, in two languages. */
export const functionPages = (): Page[] => [
  { file: 'docs/functions.md', text: functionsPage('en') },
  { file: 'docs/functions.zh.md', text: functionsPage('zh') },
]

const GROUPS: Record<FunctionGroup, Record<Language, string>> = {
  operator: { en: 'Arithmetic', zh: '算术' },
  comparison: { en: 'Comparison', zh: '比较' },
  logic: { en: 'Logic', zh: '逻辑' },
  conditional: { en: 'Choosing', zh: '条件' },
  cast: { en: 'Conversion', zh: '类型转换' },
  math: { en: 'Mathematics', zh: '数学' },
  text: { en: 'Text', zh: '文本' },
  time: { en: 'Date and time', zh: '日期与时间' },
  json: { en: 'JSON', zh: 'JSON' },
  collection: { en: 'Arrays, maps and rows', zh: '数组、映射与行' },
  hash: { en: 'Hashes and encodings', zh: '哈希与编码' },
  mask: { en: 'Masking', zh: '脱敏' },
  web: { en: 'Web and network', zh: '网络' },
  other: { en: 'Other', zh: '其他' },
}

const WORDS = {
  title: { en: 'Functions and operators', zh: '函数与运算符' },
  intro: {
    en: 'Written by `npm run docs:pages` from the definitions in `packages/language/src/functions`; every example is a test. What Flink SQL has, it has under the same name with the same results; what is ours alone is marked with ◆ and says so.',
    zh: '由 `npm run docs:pages` 根据 `packages/language/src/functions` 中的定义生成；每个示例都是测试。与 Flink SQL 同名的函数结果一致；Millrace 独有的函数以 ◆ 标记。',
  },
  alias: { en: 'Also called', zh: '别名' },
  fails: { en: 'A row can fail in it.', zh: '可能使某行失败。' },
  random: { en: 'Differs from call to call.', zh: '每次调用结果可能不同。' },
  ours: { en: 'Not in Flink SQL', zh: 'Flink SQL 中没有' },
} satisfies Record<string, Record<Language, string>>

/** The text of a page. */
function functionsPage(language: Language): string {
  const groups = (Object.keys(GROUPS) as FunctionGroup[]).filter((group) => catalogue.some((f) => f.group === group))
  const contents = groups.map((group) => {
    const names = catalogue.filter((f) => f.group === group).map((f) => `\`${f.name}\`${f.beyondFlink ? ' ◆' : ''}`)
    return `- **${GROUPS[group][language]}**: ${names.join(', ')}`
  })
  const sections = groups.flatMap((group) => [
    `## ${GROUPS[group][language]}`,
    ...catalogue.filter((f) => f.group === group).map((definition) => entry(definition, language)),
  ])
  return `${[`# ${WORDS.title[language]}`, WORDS.intro[language], contents.join('\n'), ...sections].join('\n\n')}\n`
}

function entry(definition: FunctionDefinition, language: Language): string {
  const { usage, summary, zh, aliases, beyondFlink, fails, deterministic, params } = definition
  const said = [
    language === 'zh' ? zh : summary,
    ...(aliases?.length ? [`${WORDS.alias[language]} ${aliases.map((alias) => `\`${alias}\``).join(', ')}.`] : []),
    ...(fails === true ? [WORDS.fails[language]] : []),
    ...(deterministic === false ? [WORDS.random[language]] : []),
    ...(beyondFlink ? [`${WORDS.ours[language]}${language === 'zh' ? '。' : `: ${beyondFlink}`}`] : []),
  ]
  const takes =
    language === 'en' && params?.length
      ? [`Takes ${params.map(({ name, want }) => `*${name}*: ${want}`).join('; ')}.`]
      : []
  return [`### \`${usage}\`${beyondFlink ? ' ◆' : ''}`, said.join(' '), ...takes, examples(definition, language)].join(
    '\n\n',
  )
}

/** Expression, value, type and, where it is written otherwise, Flink SQL. */
const HEAD: Record<Language, string> = {
  en: '| Expression | Value | Type | Flink SQL |',
  zh: '| 表达式 | 值 | 类型 | Flink SQL |',
}

function examples({ examples }: FunctionDefinition, language: Language): string {
  const rows = examples.map(([text, value]) => {
    const { expr } = checkText(text, { fields: [] })
    if (!expr) throw new Error(`The example ${text} does not check.`)
    const { sql, beyond } = printSql(expr, () => '')
    const other = beyond.length === 0 && plain(sql) !== plain(text)
    return `| ${code(text)} | ${code(shown(value))} | ${formatType(expr.type)} | ${other ? code(sql) : ''} |`
  })
  return [HEAD[language], '|---|---|---|---|', ...rows].join('\n')
}

const shown = (value: Json): string =>
  value === null
    ? 'NULL'
    : typeof value === 'boolean'
      ? String(value).toUpperCase()
      : typeof value === 'string'
        ? value
        : JSON.stringify(value)
/** In a table a bar ends the cell, also inside code. */
const code = (text: string): string => {
  const escaped = text.replaceAll('|', '\\|').replaceAll('\n', '\\n')
  return escaped === '' ? "`''`" : escaped.includes('`') ? `\`\` ${escaped} \`\`` : `\`${escaped}\``
}
/** SQL without what says nothing: outer parentheses and spaces. */
const plain = (text: string) => text.replaceAll(/[\s()]/g, '').toUpperCase()
