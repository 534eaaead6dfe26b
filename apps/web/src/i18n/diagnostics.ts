/** Problems in 中文, by the template of their English sentence; English where there is none. */
import type { Diagnostic } from '@millrace/language'
import type { Language } from '@millrace/operators'
import { templates as general, words as generalWords } from './diagnostics.zh.ts'
import { expressionTemplates, expressionWords } from './expressions.zh.ts'
import { patternTemplates } from './patterns.zh.ts'
import { runningTemplates, runningWords } from './running.zh.ts'

const templates = { ...general, ...expressionTemplates, ...patternTemplates, ...runningTemplates }
const words: Readonly<Record<string, string>> = { ...generalWords, ...expressionWords, ...runningWords }

interface Template {
  readonly pattern: RegExp
  readonly chinese: string
}

const PLACE = /\{\d\}/g
const fixedLength = (english: string) => english.replaceAll(PLACE, '').length

/** The one that says most itself is taken first. */
const compiled: readonly Template[] = Object.entries(templates)
  .sort(([a], [b]) => fixedLength(b) - fixedLength(a))
  .map(([english, chinese]) => ({
    pattern: new RegExp(
      `^${english
        .split(PLACE)
        .map((fixed) => fixed.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
        .join('(.+?)')}$`,
      's',
    ),
    chinese,
  }))

/** Where it is shown the setting is named beside it. */
const SETTING = /^`[^`]+`: /

const known = new Map<string, string>()
const MOST = 2000
/** What quotes more than this stays English: a template with several places may read a text many times. */
const LONGEST = 2000

/** What is said about a problem, one English sentence or several, in a language. */
export function sentenceText(english: string, language: Language): string {
  if (language === 'en' || english.length > LONGEST) return english
  const found = known.get(english)
  if (found !== undefined) return found
  if (known.size >= MOST) known.clear()
  const text = translated(english) ?? english
  known.set(english, text)
  return text
}

/** Undefined where there is no template. */
function translated(english: string): string | undefined {
  const sentences = english.split(/(?<=[.?]) (?=[A-Z"`])/)
  const each = sentences.length > 1 ? sentences.map(translatedSentence) : []
  if (each.length > 0 && each.every((text) => text !== undefined)) return each.join('')
  return translatedSentence(english)
}

function translatedSentence(english: string): string | undefined {
  const setting = SETTING.exec(english)
  if (setting) return translated(english.slice(setting[0].length))
  for (const { pattern, chinese } of compiled) {
    const match = pattern.exec(english)
    if (match) return chinese.replaceAll(/\{(\d)\}/g, (_, index: string) => inner(match[Number(index) + 1] ?? ''))
  }
  return undefined
}

/** An argument may be a phrase with a translation of its own, or say something itself. */
const inner = (argument: string) =>
  words[argument] ?? (argument.includes(' ') ? (translated(argument) ?? argument) : argument)

/** The fact and the remedy in one line. */
export function diagnosticText({ message, hint }: Pick<Diagnostic, 'message' | 'hint'>, language: Language): string {
  const fact = sentenceText(message.replace(SETTING, ''), language)
  if (hint === undefined) return fact
  return `${fact}${language === 'zh' ? '' : ' '}${sentenceText(hint, language)}`
}
