/** What a node does, in words taken from its configuration. By the names of settings, which operators share, never by type. */
import type { Definition } from '@millrace/algebra'
import { type Json, parseDuration } from '@millrace/language'
import { type Language, translate } from '@millrace/operators'
import { formatDurationShort, formatRate } from '../i18n/format.ts'
import { formOf } from './form.ts'

export interface Summary {
  readonly text: string
  /** Written in the data font: it is code. */
  readonly code: boolean
}

type Config = { readonly [setting: string]: Json }

export function summaryOf(definition: Definition, config: Config, language: Language): Summary {
  const code = codeOf(config)
  const words = wordsOf({ ...defaultsOf(definition), ...config }, language)
  if (code !== undefined && words === '') return { text: code, code: true }
  const text = [code, words].filter((part) => part !== undefined && part !== '').join(separator(language))
  return { text: text === '' ? translate(definition.palette.summary, language, definition) : text, code: false }
}

/** Values that hold when nothing is said, where a word of them belongs to the summary. */
function defaultsOf(definition: Definition): Config {
  const named = formOf(definition).filter((field) => field.default !== undefined && SHOWN_DEFAULTS.has(field.name))
  return Object.fromEntries(named.map((field) => [field.name, field.default!]))
}
const SHOWN_DEFAULTS = new Set(['shape', 'rowsPerSecond', 'keep', 'kind'])

const separator = (language: Language) => (language === 'zh' ? '，' : ', ')

/** What is best said as it is written: one condition, one computed field, a pattern. */
function codeOf({ condition, columns, pattern }: Config): string | undefined {
  if (typeof condition === 'string' && condition !== '') return oneLine(condition)
  if (typeof pattern === 'string' && pattern !== '') return oneLine(pattern)
  const only = list(columns)
  if (only.length !== 1) return undefined
  const { as, expr } = record(only[0])
  return typeof as === 'string' && typeof expr === 'string' ? `${as} = ${oneLine(expr)}` : undefined
}

function wordsOf(config: Config, language: Language): string {
  const what = joined(
    [aggregates(config), names(config.columns, 'as', 2), names(config.fields, 'field', 1), text(config.unnest)],
    ', ',
  )
  const by = grouping(config, language)
  const parts = [
    kind(config, language),
    place(config),
    value(config),
    shape(config, language),
    language === 'zh' ? joined([by, what], ' ') : joined([what, by], ' '),
    order(config, language),
    keys(config),
    branches(config, language),
    time(config, language),
    range(config, language),
    within(config, language),
    keep(config, language),
  ]
  return joined(parts, separator(language))
}

const joined = (parts: readonly (string | undefined)[], by: string) =>
  parts.filter((part) => part !== undefined && part !== '').join(by)

const text = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined
const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : [])
const record = (value: Json | undefined): Config =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Config) : {}
const oneLine = (code: string) => code.replaceAll(/\s+/g, ' ').trim()

function few(items: readonly string[], most: number): string {
  return items.length <= most ? items.join(', ') : `${items.slice(0, most).join(', ')} +${items.length - most}`
}

function aggregates(config: Config): string {
  const calls = list(config.aggregates).map((item) => {
    const { fn, of, distinct } = record(item)
    const argument = text(of)
    if (argument === undefined) return text(fn) ?? ''
    return `${text(fn) ?? ''}(${distinct === true ? 'distinct ' : ''}${oneLine(argument)})`
  })
  return few(calls, 3)
}

function names(value: Json | undefined, key: string, least: number): string {
  const found = list(value).map((item) => text(record(item)[key]) ?? '')
  return found.length < least ? '' : few(found, 3)
}

function grouping({ keyBy, orderBy }: Config, language: Language): string {
  const fields = list(keyBy).flatMap((field) => text(field) ?? [])
  if (fields.length === 0) return ''
  const named = few(fields, 3)
  if (list(orderBy).length > 0) return language === 'zh' ? `每个 ${named}` : `per ${named}`
  return language === 'zh' ? `按 ${named}` : `by ${named}`
}

function order({ orderBy, limit }: Config, language: Language): string {
  const fields = list(orderBy).map((item) => {
    const { field, direction } = record(item)
    return direction === 'desc' ? `${text(field)} ${language === 'zh' ? '降序' : 'desc'}` : (text(field) ?? '')
  })
  const best = text(limit)
  const by = fields.length === 0 ? '' : language === 'zh' ? `按 ${few(fields, 2)}` : `by ${few(fields, 2)}`
  if (best === undefined) return by
  return language === 'zh' ? joined([by, `取前 ${best}`], ' ') : joined([`best ${best}`, by], ' ')
}

function place({ connection, topic, path, prefix }: Config): string {
  if (text(path) !== undefined) return text(path)!.split('/').at(-1)!
  return joined([text(connection), text(topic), text(prefix)?.trim()], ' · ')
}

/** The one field that a sink shows. */
const value = ({ value, unit }: Config): string => joined([text(value), text(unit)], ' · ')

const SHAPES_ZH: Readonly<Record<string, string>> = {
  orders: '订单',
  clicks: '点击',
  metrics: '机器指标',
  logs: '日志',
  payments: '支付',
}

function shape({ shape, rowsPerSecond }: Config, language: Language): string {
  const name = text(shape)
  if (name === undefined) return ''
  const rate = typeof rowsPerSecond === 'number' ? formatRate(rowsPerSecond, language) : undefined
  return joined([language === 'zh' ? (SHAPES_ZH[name] ?? name) : name, rate], ' · ')
}

function keys({ leftKeys, rightKeys, keys }: Config): string {
  const [left, right] = [list(leftKeys), list(rightKeys)]
  const pairs = left.map((field, i) => (field === right[i] ? text(field) : `${text(field)} = ${text(right[i]) ?? '?'}`))
  const same = list(keys).map((item) => {
    const { left: a, right: b } = record(item)
    return a === b ? text(a) : `${text(a)} = ${text(b)}`
  })
  return few(
    [...pairs, ...same].flatMap((pair) => pair ?? []),
    2,
  )
}

const KINDS: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  left: ['left join', '左关联'],
  right: ['right join', '右关联'],
  full: ['full join', '全关联'],
  inner: ['inner join', '内关联'],
  semi: ['with a match', '有匹配'],
  anti: ['without a match', '无匹配'],
}

function kind({ kind, leftKeys, rightKeys, keys, fields }: Config, language: Language): string {
  const name = text(kind)
  const joins = [leftKeys, rightKeys, keys, fields].some((value) => value !== undefined)
  return name !== undefined && joins ? (KINDS[name]?.[language === 'zh' ? 1 : 0] ?? '') : ''
}

function branches({ branches }: Config, language: Language): string {
  const ports = list(branches).flatMap((item) => text(record(item).port) ?? [])
  if (ports.length === 0) return ''
  return language === 'zh' ? `分到 ${few(ports, 3)}` : `into ${few(ports, 3)}`
}

const lengthOf = (value: Json | undefined, language: Language): string | undefined => {
  const written = text(value)
  if (written === undefined) return undefined
  const negative = written.trim().startsWith('-')
  const ms = parseDuration(negative ? written.trim().slice(1) : written)
  return ms === undefined ? undefined : `${negative ? '−' : ''}${formatDurationShort(ms, language)}`
}

function time(config: Config, language: Language): string {
  const own = record(config.window)
  const { size, slide, step, gap } = { ...own, ...config }
  const zh = language === 'zh'
  const [long, each, by, silence] = [size, slide, step, gap].map((value) => lengthOf(value, language))
  if (silence) return zh ? `间隔 ${silence}` : `until ${silence} of silence`
  if (long && each) return zh ? `最近 ${long}，每 ${each}` : `last ${long}, every ${each}`
  if (long && by) return zh ? `累积到 ${long}，每 ${by}` : `up to ${long}, every ${by}`
  if (!long) return ''
  return zh ? `每 ${long}` : `every ${long}`
}

function range({ lower, upper }: Config, language: Language): string {
  const [from, to] = [lengthOf(lower, language), lengthOf(upper, language)]
  if (from === undefined || to === undefined) return ''
  return language === 'zh' ? `${from} 到 ${to}` : `${from} to ${to}`
}

function within({ within }: Config, language: Language): string {
  const span = lengthOf(within, language)
  if (span === undefined) return ''
  return language === 'zh' ? `${span}内` : `within ${span}`
}

function keep({ keep }: Config, language: Language): string {
  if (keep === 'first') return language === 'zh' ? '保留第一行' : 'keeps the first'
  if (keep === 'last') return language === 'zh' ? '保留最后一行' : 'keeps the last'
  return ''
}
