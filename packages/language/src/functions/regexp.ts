/** Regular expressions: Java's dialect without what needs backtracking, matched in linear time. */
import { compilePattern, type Match, Pattern } from '../regex/pattern.ts'
import type { PatternProblem } from '../regex/translate.ts'
import { arrayOf, BOOLEAN, INT, nullable, STRING } from '../types.ts'
import type { Value } from '../value.ts'
import {
  type CallSite,
  DataError,
  defineFunction,
  type Evaluate,
  type FunctionDefinition,
  type Site,
} from './definition.ts'
import { constantText, param, TEXT, WHOLE_LONG } from './params.ts'
import { similarPattern } from './similar.ts'
import { MAX_TEXT } from './text/characters.ts'

const text = param('text', TEXT)
const pattern = param('pattern', TEXT)

/** Evaluates with the pattern of the second argument, compiled before the first row when it is a literal; undefined is no pattern. */
function withCompiled(
  { args }: Site,
  evaluate: (compiled: Pattern | undefined, text: string, rest: readonly Value[]) => Value,
): Evaluate {
  const usable = (compiled: Pattern | PatternProblem) => (compiled instanceof Pattern ? compiled : undefined)
  const constant = constantText(args[1])
  if (constant !== undefined) {
    const compiled = usable(compilePattern(constant))
    return (value, _, ...rest) => evaluate(compiled, value as string, rest)
  }
  return (value, given, ...rest) => evaluate(usable(compilePattern(given as string)), value as string, rest)
}

/** Says what is wrong with a literal pattern: what Java refuses is legal and almost surely not meant; what only we refuse is an error. */
function problemOfPattern(call: CallSite, written: string | undefined, span: CallSite['span'], outcome: string): void {
  const compiled = written === undefined ? undefined : compilePattern(written)
  if (compiled === undefined || compiled instanceof Pattern) return
  const { unsupported, message } = compiled
  const hint = unsupported ? 'Patterns are matched in linear time, so what needs backtracking is left out.' : outcome
  call.problem({ code: 'pattern', severity: unsupported ? 'error' : 'warning', message, hint, span })
}

function regexp(
  definition: Parameters<typeof defineFunction>[0],
  outcome = 'The result is always NULL.',
): FunctionDefinition {
  const { resolve, ...rest } = defineFunction(definition)
  return {
    ...rest,
    resolve(call) {
      const resolved = resolve(call)
      if (resolved) problemOfPattern(call, constantText(resolved.args[1]), call.spans[1]!, outcome)
      return resolved
    },
  }
}

const groupOf = (value: string, match: Match, group: number): Value =>
  match[2 * group] === -1 ? null : value.slice(match[2 * group], match[2 * group + 1])

function count(compiled: Pattern, value: string): number {
  let found = 0
  for (const _ of compiled.all(value)) found++
  return found
}

function replaceAll(compiled: Pattern, value: string, by: string): string {
  let result = ''
  let at = 0
  for (const [from, to] of compiled.all(value)) {
    result += value.slice(at, from) + by
    if (result.length > MAX_TEXT)
      throw new DataError(`The text with replacements would have more than ${MAX_TEXT} characters.`)
    at = to!
  }
  return at === 0 && result === '' ? value : result + value.slice(at)
}

function extractAll(compiled: Pattern, value: string, group: number): Value {
  if (group < 0 || group > compiled.groups) return null
  return Array.from(compiled.all(value), (match) => groupOf(value, match, group))
}

function extract(compiled: Pattern, value: string, group: number): Value {
  if (group < 0 || group > compiled.groups) return null
  return compiled.extract(value, group)
}

function similar(negated: boolean): FunctionDefinition {
  const name = `${negated ? 'NOT ' : ''}SIMILAR TO`
  const matcher = (written: string, escapeChar: string | undefined): Pattern => {
    const compiled = compilePattern(similarPattern(written, escapeChar))
    if (compiled instanceof Pattern) return compiled
    throw new DataError(`The pattern of SIMILAR TO cannot be used: ${compiled.message}`)
  }
  const { resolve, ...rest } = defineFunction({
    name,
    group: 'comparison',
    usage: `text ${name} pattern [ESCAPE character]`,
    summary: `Whether a text as a whole ${negated ? 'does not match' : 'matches'} a pattern of SQL: % any text, _ one character, and | * + ? {n} ( ) [ ] as in regular expressions.`,
    zh: `文本整体是否${negated ? '不' : ''}匹配 SQL 正则：% 为任意文本，_ 为一个字符，| * + ? {n} ( ) [ ] 同正则表达式。`,
    examples: negated
      ? [["'abc' NOT SIMILAR TO '(b|c)%'", true]]
      : [
          ["'abc' SIMILAR TO 'a(b|c)+'", true],
          ["'2024' SIMILAR TO '[0-9]+'", true],
        ],
    params: [text, pattern, param('escape', TEXT, { optional: true })],
    returns: BOOLEAN,
    fails: true,
    bind({ args }) {
      const [written, escapeChar] = [constantText(args[1]), constantText(args[2])]
      if (written === undefined || (args.length > 2 && escapeChar === undefined))
        return (value, given, escapeGiven) =>
          matcher(given as string, escapeGiven as string | undefined).matches(value as string) !== negated
      let compiled: Pattern | undefined
      return (value) => {
        compiled ??= matcher(written, escapeChar)
        return compiled.matches(value as string) !== negated
      }
    },
    sql: ([value, written, escapeChar]) => `(${value} ${name} ${written}${escapeChar ? ` ESCAPE ${escapeChar}` : ''})`,
  })
  return {
    ...rest,
    resolve(call) {
      const resolved = resolve(call)
      const [written, escapeChar] = [constantText(resolved?.args[1]), constantText(resolved?.args[2])]
      if (written === undefined || (resolved!.args.length > 2 && escapeChar === undefined)) return resolved
      try {
        matcher(written, escapeChar)
      } catch (problem) {
        if (!(problem instanceof DataError)) throw problem
        return call.problem({ code: 'pattern', message: problem.message, span: call.spans[1]! })
      }
      return resolved
    },
  }
}

export const regexpFunctions: readonly FunctionDefinition[] = [
  similar(false),
  similar(true),
  regexp(
    {
      name: 'REGEXP',
      group: 'text',
      usage: 'REGEXP(text, pattern)',
      summary: 'Whether some part of a text matches a regular expression; never for an empty pattern.',
      zh: '文本中是否有部分匹配正则表达式；空模式总为假。',
      examples: [
        ["REGEXP('order-42', '[0-9]+')", true],
        ["REGEXP('abc', '^b')", false],
      ],
      params: [text, pattern],
      returns: BOOLEAN,
      bind: (site) => {
        const found = withCompiled(site, (compiled, value) => compiled?.found(value) ?? false)
        return (value, given) => given !== '' && found(value!, given!)
      },
    },
    'The result is always FALSE.',
  ),
  regexp({
    name: 'REGEXP_EXTRACT',
    group: 'text',
    usage: 'REGEXP_EXTRACT(text, pattern [, group])',
    summary:
      'The first part of a text that matches a regular expression, or a group of it (0 is the whole); NULL when nothing matches.',
    zh: '返回首个匹配正则表达式的部分或其中的分组（0 为整体）；无匹配时为 NULL。',
    examples: [
      ["REGEXP_EXTRACT('foothebar', 'foo(.*?)(bar)', 2)", 'bar'],
      ["REGEXP_EXTRACT('abc', 'x(.)', 1)", null],
    ],
    params: [text, pattern, param('group', WHOLE_LONG, { optional: true })],
    returns: STRING,
    nullable: 'always',
    bind: (site) =>
      withCompiled(site, (compiled, value, [group = 0]) => (compiled ? extract(compiled, value, Number(group)) : null)),
  }),
  regexp({
    name: 'REGEXP_EXTRACT_ALL',
    untypedNull: true,
    group: 'text',
    usage: 'REGEXP_EXTRACT_ALL(text, pattern [, group])',
    summary: 'All parts of a text that match a regular expression, by default their first group (0 is the whole).',
    zh: '返回所有匹配正则表达式的部分，默认取第一个分组（0 为整体）。',
    examples: [["REGEXP_EXTRACT_ALL('a1b22', '[0-9]+', 0)", ['1', '22']]],
    params: [text, pattern, param('group', WHOLE_LONG, { optional: true })],
    returns: arrayOf(nullable(STRING)),
    nullable: 'always',
    bind: (site) =>
      withCompiled(site, (compiled, value, [group = 1]) =>
        compiled ? extractAll(compiled, value, Number(group)) : null,
      ),
  }),
  regexp({
    name: 'REGEXP_REPLACE',
    group: 'text',
    usage: 'REGEXP_REPLACE(text, pattern, replacement)',
    summary: 'Replaces every part that matches a regular expression; the replacement is taken literally.',
    zh: '替换所有匹配正则表达式的部分；替换文本按字面使用。',
    examples: [
      ["REGEXP_REPLACE('abc123def45', '[0-9]+', '#')", 'abc#def#'],
      ["REGEXP_REPLACE('aXb', 'X', '$1')", 'a$1b'],
    ],
    params: [text, pattern, param('replacement', TEXT)],
    returns: STRING,
    fails: true,
    bind: (site) =>
      withCompiled(site, (compiled, value, [by]) => (compiled ? replaceAll(compiled, value, by as string) : null)),
  }),
  regexp({
    name: 'REGEXP_COUNT',
    untypedNull: true,
    group: 'text',
    usage: 'REGEXP_COUNT(text, pattern)',
    summary: 'How many parts of a text match a regular expression.',
    zh: '匹配正则表达式的次数。',
    examples: [["REGEXP_COUNT('hello world', 'o')", 2]],
    params: [text, pattern],
    returns: INT,
    nullable: 'always',
    bind: (site) => withCompiled(site, (compiled, value) => (compiled ? count(compiled, value) : null)),
  }),
  regexp({
    name: 'REGEXP_INSTR',
    untypedNull: true,
    group: 'text',
    usage: 'REGEXP_INSTR(text, pattern)',
    summary: 'Where a regular expression first matches, from 1; 0 when it does not.',
    zh: '正则表达式首次匹配的位置（从 1 起）；不匹配则为 0。',
    examples: [["REGEXP_INSTR('hello world', 'wor')", 7]],
    params: [text, pattern],
    returns: INT,
    nullable: 'always',
    bind: (site) => withCompiled(site, (compiled, value) => (compiled ? (compiled.first(value)?.[0] ?? -1) + 1 : null)),
  }),
  regexp({
    name: 'REGEXP_SUBSTR',
    untypedNull: true,
    group: 'text',
    usage: 'REGEXP_SUBSTR(text, pattern)',
    summary: 'The first part of a text that matches a regular expression; NULL when nothing does.',
    zh: '返回首个匹配正则表达式的部分；无匹配时为 NULL。',
    examples: [["REGEXP_SUBSTR('abc123', '[0-9]+')", '123']],
    params: [text, pattern],
    returns: STRING,
    nullable: 'always',
    bind: (site) => withCompiled(site, (compiled, value) => (compiled ? extract(compiled, value, 0) : null)),
  }),
]
