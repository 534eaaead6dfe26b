import { formatType } from '@millrace/language'
import { Suggest } from '../../ui/Suggest.tsx'
import { type ControlProps, fieldsFor, useForm, useProblemsAt, useValue } from '../context.ts'
import { textOf, useLabel } from '../Form.tsx'

/** One field of the input, with its type. */
export function FieldControl({ field, path }: ControlProps) {
  const form = useForm()
  const value = textOf(useValue(path))
  const row = fieldsFor(form, path, field)
  const known = row.find(({ name }) => name === value)
  return (
    <Suggest
      label={useLabel(field)}
      code
      value={value}
      invalid={useProblemsAt(path).length > 0}
      suggestions={row.map(({ name, type }) => ({ value: name, hint: formatType(type) }))}
      hint={known && formatType(known.type)}
      onChange={(text) => form.set(path, text === '' && field.optional ? undefined : text)}
      onBlur={form.settle}
    />
  )
}
