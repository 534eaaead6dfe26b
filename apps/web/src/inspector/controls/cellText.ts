import type { Json } from '@millrace/language'

/** A value of a row as a person writes it; nothing for NULL. */
export function cellText(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const NESTED = /^(ARRAY|MAP|ROW)\b/i
const NUMBER = /^(TINYINT|SMALLINT|INT|INTEGER|BIGINT|FLOAT|DOUBLE|DECIMAL|NUMERIC)\b/i
const BOOLEAN = /^BOOLEAN\b/i

/** What a written text is for a type. One that does not fit yet stays a text, and the checker says what is wrong; none is NULL. */
export function cellOf(text: string, type: string): Json | undefined {
  if (text === '') return undefined
  if (BOOLEAN.test(type)) return text === 'true' ? true : text === 'false' ? false : text
  // Digits that a number would lose, as in 1.50 or beyond 2^53, stay as they are written.
  if (NUMBER.test(type)) return String(Number(text)) === text ? Number(text) : text
  return NESTED.test(type) ? (jsonOf(text) ?? text) : text
}

function jsonOf(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
