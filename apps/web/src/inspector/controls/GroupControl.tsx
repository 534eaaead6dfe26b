import { Plus, X } from 'lucide-react'
import { useT } from '../../i18n/language.ts'
import { type ControlProps, useForm, useValue } from '../context.ts'
import { Fields, useDescription, useLabel } from '../Form.tsx'

/** Settings that belong together. An optional group is added and removed as a whole. */
export function GroupControl({ field, path }: ControlProps) {
  const { set, settle } = useForm()
  const t = useT()
  const label = useLabel(field)
  const description = useDescription(field)
  const value = useValue(path)
  const needs = field.fields.some((inner) => !inner.optional)
  if (value === undefined && field.optional && needs) {
    return (
      <div className="block-empty">
        <span>{description}</span>
        <button
          type="button"
          className="link"
          onClick={() => {
            set(path, {})
            settle()
          }}
        >
          <Plus size={13} />
          {t('add')}
        </button>
      </div>
    )
  }
  return (
    <div className="form-group">
      {field.optional && needs && (
        <button
          type="button"
          className="block-remove"
          aria-label={t('remove', { name: label })}
          onClick={() => {
            set(path, undefined)
            settle()
          }}
        >
          <X size={14} />
        </button>
      )}
      <Fields fields={field.fields} path={path} />
    </div>
  )
}
