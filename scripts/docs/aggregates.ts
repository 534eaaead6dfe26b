/** `docs/aggregates.md` and its Chinese twin, from the definitions of the aggregates. */
import { type AggregateDefinition, type AggregateParameter, aggregateDefinitions } from '@millrace/algebra'
import type { Page } from './pages.ts'

type Language = 'en' | 'zh'

/** The page of all aggregates, in two languages. */
export const aggregatePages = (): Page[] => [
  { file: 'docs/aggregates.md', text: aggregatesPage('en') },
  { file: 'docs/aggregates.zh.md', text: aggregatesPage('zh') },
]

const WORDS = {
  title: { en: 'Aggregates', zh: '聚合函数' },
  intro: {
    en: 'Written by `npm run docs:pages` from the definitions in `packages/algebra/src/aggregates`. In the configuration an aggregate is `{ "fn": …, "of": …, "args": […], "where": …, "distinct": …, "as": … }`: `of` is the value, `args` are its further arguments, a row counts only when `where` is true. In `having` it is a call by its name in SQL, as in `STDDEV_POP(price) > 3`. NULL does not count. All of them can be used in every window and over updating inputs, except where it says otherwise.',
    zh: '由 `npm run docs:pages` 根据 `packages/algebra/src/aggregates` 中的定义生成。配置中写作 `{ "fn": …, "of": …, "args": […], "where": …, "distinct": …, "as": … }`：`of` 为取值，`args` 为其他参数，`where` 为真的行才计入。在 `having` 中用 SQL 名称调用，例如 `STDDEV_POP(price) > 3`。NULL 不计入。除另有说明外，均可用于各种窗口和会更新的输入。',
  },
  takes: { en: 'Takes', zh: '取值' },
  default: { en: 'default', zh: '缺省' },
  optional: { en: 'may be left out', zh: '可省略' },
  alias: { en: 'In SQL also', zh: 'SQL 中也叫' },
  distinctRefused: { en: 'Not with `distinct`.', zh: '不支持 `distinct`。' },
  distinctSame: { en: '`distinct` makes no difference.', zh: '`distinct` 不影响结果。' },
  appendOnly: { en: 'Only for inputs that never take rows back.', zh: '仅用于不撤回行的输入。' },
  own: { en: 'An aggregate of your own', zh: '自定义聚合' },
  ownText: {
    en: '`fn: "custom"` keeps values for each group: `init` names them with what they are at first, `add` says what each becomes with a row, `merge` how two parts of a group become one (`other.x` is x of the other part; sliding, cumulating and session windows need it), `retract` what they become when a row is withdrawn (updating inputs need it), and `result` the value that goes out.',
    zh: '`fn: "custom"` 为每个分组保存一些值：`init` 给出名称和初值，`add` 给出加入一行后的值，`merge` 给出两部分如何合并（`other.x` 为另一部分的 x；滑动、累积和会话窗口需要它），`retract` 给出撤回一行后的值（会更新的输入需要它），`result` 为输出的值。',
  },
} satisfies Record<string, Record<Language, string>>

const OWN = `{
  "fn": "custom",
  "init": [{ "as": "total", "expr": "CAST(0 AS DOUBLE)" }, { "as": "weight", "expr": "0" }],
  "add": [{ "as": "total", "expr": "total + price * qty" }, { "as": "weight", "expr": "weight + qty" }],
  "merge": [{ "as": "total", "expr": "total + other.total" }, { "as": "weight", "expr": "weight + other.weight" }],
  "result": "total / NULLIF(weight, 0)",
  "as": "mean_price"
}`

function aggregatesPage(language: Language): string {
  const rows = aggregateDefinitions.map((definition) => entry(definition, language))
  const own = [`## ${WORDS.own[language]}`, WORDS.ownText[language], `\`\`\`json\n${OWN}\n\`\`\``]
  return `${[`# ${WORDS.title[language]}`, WORDS.intro[language], ...rows, ...own].join('\n\n')}\n`
}

function entry(definition: AggregateDefinition, language: Language): string {
  const { fn, summary, zh, aliases, want, argument, parameters = [], distinct, retracts } = definition
  const said = [
    language === 'zh' ? zh : summary,
    ...(language === 'en' && argument === 'required' ? [`${WORDS.takes.en} ${want}.`] : []),
    ...(aliases ? [`${WORDS.alias[language]} ${aliases.map((alias) => `\`${alias}\``).join(', ')}.`] : []),
    ...(distinct === 'refused' ? [WORDS.distinctRefused[language]] : []),
    ...(distinct === 'same' ? [WORDS.distinctSame[language]] : []),
    ...(retracts ? [] : [WORDS.appendOnly[language]]),
  ]
  const list = parameters.map((parameter) => parameterLine(parameter, language))
  return [`## \`${fn}\``, said.join(' '), ...(list.length > 0 ? [list.join('\n')] : [])].join('\n\n')
}

function parameterLine(
  { name, summary, zh, default: preset, optional }: AggregateParameter,
  language: Language,
): string {
  const presetText = preset === undefined ? '' : ` (${WORDS.default[language]} \`${JSON.stringify(preset)}\`)`
  return `- *${name}*${presetText}${optional ? ` (${WORDS.optional[language]})` : ''}: ${language === 'zh' ? zh : summary}`
}
