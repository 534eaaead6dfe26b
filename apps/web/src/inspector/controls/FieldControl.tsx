import { formatType } from '@millrace/language'
import { type ControlProps, fieldsFor, useForm, useValue } from '../context.ts'
import { SuggestControl } from './SuggestControl.tsx'

/** One field of the input, with its type. */
export function FieldControl({ field, path }: ControlProps) {
  const form = useForm()
  const value = useValue(path)
  const row = fieldsFor(form, path, field)
  const known = row.find(({ name }) => name === value)
  return (
    <SuggestControl
      {...{ field, path }}
      code
      suggestions={row.map(({ name, type }) => ({ value: name, hint: formatType(type) }))}
      hint={known && formatType(known.type)}
    />
  )
}
