import { formatType } from '@millrace/language'
import { X } from 'lucide-react'
import { useState } from 'react'
import { useT } from '../../i18n/language.ts'
import { Suggest } from '../../ui/Suggest.tsx'
import { type ControlProps, fieldsFor, useForm, useProblemsAt, useValue } from '../context.ts'
import { listOf, Problems, textOf, useLabel } from '../Form.tsx'

/** Several fields, as chips. */
export function FieldsControl({ field, path }: ControlProps) {
  const form = useForm()
  const t = useT()
  const label = useLabel(field)
  const names = listOf(useValue(path)).map(textOf)
  const [draft, setDraft] = useState('')
  const row = fieldsFor(form, path, field)
  const left = row.filter(({ name }) => !names.includes(name))
  const set = (next: readonly string[]) => {
    form.set(path, next.length === 0 && field.optional ? undefined : [...next])
    form.settle()
  }
  return (
    <>
      <div className="control chips">
        {names.map((name, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a chip is its place
          <Chip key={i} name={name} path={[...path, i]} onRemove={() => set(names.filter((_, other) => other !== i))} />
        ))}
        <Suggest
          bare
          code
          label={t('fields.add', { label })}
          value={draft}
          placeholder={names.length === 0 ? t('fields.none') : t('fields.more')}
          suggestions={left.map(({ name, type }) => ({ value: name, hint: formatType(type) }))}
          onChange={setDraft}
          onTake={(name) => {
            if (name.trim() !== '' && !names.includes(name.trim())) set([...names, name.trim()])
            setDraft('')
          }}
          onBack={() => set(names.slice(0, -1))}
        />
      </div>
      {names.map((name, i) => (
        <Problems key={name} path={[...path, i]} />
      ))}
    </>
  )
}

function Chip({ name, path, onRemove }: { name: string; path: ControlProps['path']; onRemove(): void }) {
  const t = useT()
  const invalid = useProblemsAt(path).length > 0
  return (
    <span className={`field-chip mono${invalid ? ' bad' : ''}`}>
      {name}
      <button type="button" aria-label={t('remove', { name })} onClick={onRemove}>
        <X size={12} />
      </button>
    </span>
  )
}
