/** The functions that are called by name, and what is said of them. */
import { catalogue, checkText, type FunctionDefinition, formatType, type Json } from '@millrace/language'
import type { ExpressionLanguage } from './words.ts'

export interface NamedFunction {
  readonly name: string
  readonly definition: FunctionDefinition
  /** `CURRENT_DATE` is written without parentheses. */
  readonly bare: boolean
  readonly takesArguments: boolean
}

/** Operators and forms such as CASE, whose usage does not begin with their name, are not among them. */
export const namedFunctions: readonly NamedFunction[] = catalogue.flatMap((definition): NamedFunction[] => {
  const [, name, opening] = /^([A-Z][A-Z0-9_]*)(\(|$)/.exec(definition.usage) ?? []
  if (name === undefined) return []
  const takesArguments = !definition.usage.startsWith(`${name}()`)
  const aliases = (definition.aliases ?? []).filter((alias) => alias !== name && /^[A-Z]/.test(alias))
  return [name, ...aliases].map((called) => ({ name: called, definition, bare: opening === '', takesArguments }))
})

export const summaryOf = ({ summary, zh }: FunctionDefinition, language: ExpressionLanguage): string =>
  language === 'zh' ? zh : summary

/** `ABS(-5) = 5` with the type of the result, from the first example. */
export function exampleOf({
  examples,
}: FunctionDefinition): { text: string; value: string; type?: string } | undefined {
  const example = examples[0]
  if (!example) return undefined
  const { expr } = checkText(example[0], { fields: [] })
  return { text: example[0], value: jsonText(example[1]), ...(expr && { type: formatType(expr.type) }) }
}

const jsonText = (json: Json): string =>
  json === null
    ? 'NULL'
    : typeof json === 'string'
      ? `'${json}'`
      : typeof json === 'boolean'
        ? String(json).toUpperCase()
        : JSON.stringify(json)
