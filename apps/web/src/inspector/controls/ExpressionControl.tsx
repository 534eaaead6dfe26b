import { type ControlProps, scopeFor, useForm, useProblemsAt, useValue } from '../context.ts'
import { ExpressionInput } from '../expression/ExpressionInput.tsx'
import { textOf, useLabel } from '../Form.tsx'

/** Settings that have to be true or false. */
const CONDITIONS = new Set(['condition', 'having', 'where'])

export function ExpressionControl({ field, path }: ControlProps) {
  const form = useForm()
  const problems = useProblemsAt(path)
  return (
    <ExpressionInput
      label={useLabel(field)}
      value={textOf(useValue(path))}
      scope={scopeFor(form, path, field)}
      problems={problems}
      condition={CONDITIONS.has(field.name)}
      onChange={(text) => form.set(path, text === '' && field.optional ? undefined : text)}
      onBlur={form.settle}
      onFix={form.fix}
    />
  )
}
