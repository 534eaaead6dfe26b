import type { Json } from '@millrace/language'
import { useState } from 'react'
import { type ControlProps, useForm, useProblemsAt, useValue } from '../context.ts'
import { listOf, Problems, useLabel } from '../Form.tsx'

/** Rows as JSON, one on each line. What cannot be read stays in the field, marked, and is not taken over. */
export function RowsControl({ field, path }: ControlProps) {
  const { set, settle } = useForm()
  const rows = listOf(useValue(path))
  const label = useLabel(field)
  const [draft, setDraft] = useState<string>()
  const text = draft ?? rows.map((row) => JSON.stringify(row)).join('\n')
  const unreadable = draft !== undefined && rowsOf(draft) === undefined
  const invalid = useProblemsAt(path).length > 0 || unreadable
  const change = (next: string) => {
    setDraft(next)
    const read = rowsOf(next)
    if (read) set(path, read)
  }
  return (
    <>
      <textarea
        className="control mono"
        rows={Math.min(12, Math.max(3, rows.length + 1))}
        value={text}
        aria-label={label}
        aria-invalid={invalid || undefined}
        placeholder={'{"id": 1, "name": "…"}'}
        spellCheck={false}
        onChange={(event) => change(event.target.value)}
        onBlur={() => {
          if (!unreadable) setDraft(undefined)
          settle()
        }}
      />
      {rows.map((_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
        <Problems key={i} path={[...path, i]} />
      ))}
    </>
  )
}

/** The JSON objects on the lines of a text; undefined when one is none. */
function rowsOf(text: string): Json[] | undefined {
  try {
    const rows = text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as Json)
    return rows.every((row) => typeof row === 'object' && row !== null && !Array.isArray(row)) ? rows : undefined
  } catch {
    return undefined
  }
}
