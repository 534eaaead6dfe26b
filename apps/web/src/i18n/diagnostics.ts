/** Problems in 中文, by the template of their English sentence; English where there is none. */
import type { Diagnostic } from '@millrace/language'
import type { Language } from '@millrace/operators'
import { templates as general, words as generalWords } from './diagnostics.zh.ts'
import { expressionTemplates, expressionWords } from './expressions.zh.ts'

const templates = { ...general, ...expressionTemplates }
const words: Readonly<Record<string, string>> = { ...generalWords, ...expressionWords }

interface Template {
  readonly pattern: RegExp
  readonly chinese: string
}

const compiled: readonly Template[] = Object.entries(templates).map(([english, chinese]) => ({
  pattern: new RegExp(`^${english.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{\d\}/g, '(.+?)')}$`, 's'),
  chinese,
}))

const known = new Map<string, string>()
const MOST = 2000

/** One English sentence of a problem in a language. */
export function sentenceText(english: string, language: Language): string {
  if (language === 'en') return english
  const found = known.get(english)
  if (found !== undefined) return found
  if (known.size >= MOST) known.clear()
  const text = translated(english)
  known.set(english, text)
  return text
}

function translated(english: string): string {
  for (const { pattern, chinese } of compiled) {
    const match = pattern.exec(english)
    if (match) return chinese.replaceAll(/\{(\d)\}/g, (_, index: string) => inner(match[Number(index) + 1] ?? ''))
  }
  return english
}

/** An argument may be a phrase with a translation of its own, or another sentence. */
const inner = (argument: string) => words[argument] ?? (/[.?]$/.test(argument) ? translated(argument) : argument)

/** The fact and the remedy in one line. */
export function diagnosticText({ message, hint }: Pick<Diagnostic, 'message' | 'hint'>, language: Language): string {
  // Where it is shown the setting is named beside it.
  const fact = sentenceText(message.replace(/^`[^`]+`: /, ''), language)
  if (hint === undefined) return fact
  return `${fact}${language === 'zh' ? '' : ' '}${sentenceText(hint, language)}`
}
