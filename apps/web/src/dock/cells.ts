/** Values of rows as text, and which of them are numbers. */
import type { Json } from '@millrace/language'

const NUMERIC = /^(TINYINT|SMALLINT|INT|BIGINT|FLOAT|DOUBLE|DECIMAL)\b/

export const isNumericType = (type: string): boolean => NUMERIC.test(type)
export const isTimeType = (type: string): boolean => /^(TIMESTAMP|DATE|TIME)/.test(type)

/** A value as it is read: text plain, NULL by its name, what is nested as JSON. Digits are never dropped. */
export function cellText(value: Json | undefined): string {
  if (value === null || value === undefined) return 'NULL'
  if (typeof value === 'string') return value
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** A time of day apart from its day, which is the same in many rows. */
export function timeParts(text: string): { day: string; clock: string } | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})T(.+)$/.exec(text)
  return match ? { day: match[1]!, clock: match[2]! } : undefined
}

/** Rows as CSV, for spreadsheets: values that hold separators or could be read as a formula are quoted or marked. */
export function toCsv(
  columns: readonly { name: string }[],
  rows: readonly { readonly [field: string]: Json }[],
): string {
  const lines = [
    columns.map(({ name }) => quoted(name)),
    ...rows.map((row) =>
      columns.map(({ name }) => (row[name] === null || row[name] === undefined ? '' : quoted(cellText(row[name])))),
    ),
  ]
  return `${lines.map((cells) => cells.join(',')).join('\r\n')}\r\n`
}

function quoted(text: string): string {
  const safe = /^[=@\t\r]|^[+-](?!\d)/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** What a person has typed for a key of this type, as JSON; undefined when it cannot be one. */
export function keyValue(text: string, type: string): Json | undefined {
  if (text === 'NULL') return null
  if (/^(TINYINT|SMALLINT|INT)\b/.test(type)) return /^-?\d+$/.test(text.trim()) ? Number(text) : undefined
  if (/^BIGINT\b/.test(type)) {
    if (!/^-?\d+$/.test(text.trim())) return undefined
    const number = Number(text)
    return Number.isSafeInteger(number) ? number : text.trim()
  }
  if (/^(FLOAT|DOUBLE)\b/.test(type)) return text.trim() === '' || Number.isNaN(Number(text)) ? undefined : Number(text)
  if (/^BOOLEAN\b/.test(type)) return { true: true, false: false }[text.trim().toLowerCase()]
  return text
}
