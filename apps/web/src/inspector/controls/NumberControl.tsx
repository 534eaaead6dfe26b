import { useState } from 'react'
import { type ControlProps, useForm, useProblemsAt, useValue } from '../context.ts'
import { textOf, useLabel } from '../Form.tsx'

/** A number as it is typed; what is not one yet stays in the field and is not stored. */
export function NumberControl({ field, path }: ControlProps) {
  const { set, settle } = useForm()
  const value = useValue(path)
  const [draft, setDraft] = useState<string>()
  const label = useLabel(field)
  const invalid = useProblemsAt(path).length > 0 || (draft !== undefined && draft !== '' && Number.isNaN(Number(draft)))
  const change = (text: string) => {
    setDraft(text)
    const number = Number(text)
    if (text.trim() === '') set(path, undefined)
    else if (!Number.isNaN(number)) set(path, number)
  }
  return (
    <input
      className="control num"
      inputMode={field.whole ? 'numeric' : 'decimal'}
      value={draft ?? textOf(value)}
      aria-label={label}
      aria-invalid={invalid || undefined}
      placeholder={textOf(field.default)}
      onChange={(event) => change(event.target.value)}
      onBlur={() => {
        setDraft(undefined)
        settle()
      }}
      onKeyDown={(event) => {
        const step = { ArrowUp: 1, ArrowDown: -1 }[event.key]
        if (step === undefined || !field.whole) return
        event.preventDefault()
        change(String(Number(draft ?? (textOf(value) || textOf(field.default) || 0)) + step))
      }}
    />
  )
}
