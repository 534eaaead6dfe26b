import { useT } from '../../i18n/language.ts'
import { type ControlProps, useForm, useProblemsAt, useValue } from '../context.ts'
import { textOf, useLabel } from '../Form.tsx'

/** The name of a secret. The document never holds its value. */
export function SecretControl({ field, path }: ControlProps) {
  const { set, settle } = useForm()
  const t = useT()
  const name = textOf(useValue([...path, '$secret']))
  return (
    <input
      className="control mono"
      value={name}
      aria-label={useLabel(field)}
      aria-invalid={useProblemsAt(path).length > 0 || undefined}
      placeholder={t('secret.name')}
      spellCheck={false}
      onChange={(event) => set(path, event.target.value === '' ? undefined : { $secret: event.target.value })}
      onBlur={settle}
    />
  )
}
