import type { ReactNode } from 'react'
import { Suggest, type Suggestion } from '../../ui/Suggest.tsx'
import { type ControlProps, useForm, useProblemsAt, useValue } from '../context.ts'
import { textOf, useLabel } from '../Form.tsx'

interface SuggestControlProps extends ControlProps {
  suggestions: readonly Suggestion[]
  hint?: ReactNode
  placeholder?: string
  code?: boolean
  /** Besides what the problems say. */
  invalid?: boolean
}

/** A setting that is text, with what is known beside it; without text an optional setting is absent. */
export function SuggestControl({ field, path, invalid = false, ...shown }: SuggestControlProps) {
  const form = useForm()
  return (
    <Suggest
      {...shown}
      label={useLabel(field)}
      value={textOf(useValue(path))}
      invalid={useProblemsAt(path).length > 0 || invalid}
      onChange={(text) => form.set(path, text === '' && field.optional ? undefined : text)}
      onBlur={form.settle}
    />
  )
}
