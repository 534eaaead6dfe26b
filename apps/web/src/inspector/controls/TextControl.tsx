import { type ControlProps, useForm, useProblemsAt, useValue } from '../context.ts'
import { textOf, useLabel } from '../Form.tsx'

export function TextControl({ field, path }: ControlProps) {
  const { set, settle } = useForm()
  const value = textOf(useValue(path))
  const label = useLabel(field)
  const invalid = useProblemsAt(path).length > 0
  return (
    <input
      className="control"
      value={value}
      aria-label={label}
      aria-invalid={invalid || undefined}
      placeholder={textOf(field.default)}
      spellCheck={false}
      onChange={(event) => set(path, event.target.value === '' && field.optional ? undefined : event.target.value)}
      onBlur={settle}
    />
  )
}
