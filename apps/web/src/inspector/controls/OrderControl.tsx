import { formatType } from '@millrace/language'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useT } from '../../i18n/language.ts'
import { Suggest } from '../../ui/Suggest.tsx'
import { type ControlProps, fieldsFor, useForm, useProblemsAt, useValue } from '../context.ts'
import { Problems, textOf } from '../Form.tsx'
import { Items } from './Items.tsx'

/** What rows are ordered by, most important first. */
export function OrderControl({ field, path }: ControlProps) {
  return (
    <Items field={field} path={path} fresh={() => ({ field: '', direction: 'desc' })}>
      {(at) => <Order field={field} path={at} />}
    </Items>
  )
}

function Order({ path }: ControlProps) {
  const form = useForm()
  const t = useT()
  const [name, direction] = [
    [...path, 'field'],
    [...path, 'direction'],
  ]
  const value = textOf(useValue(name))
  const descending = useValue(direction) === 'desc'
  const row = fieldsFor(form, name)
  const known = row.find((candidate) => candidate.name === value)
  return (
    <>
      <div className="order">
        <Suggest
          label={t('order.field')}
          code
          value={value}
          invalid={useProblemsAt(name).length > 0}
          hint={known && formatType(known.type)}
          suggestions={row.map((candidate) => ({ value: candidate.name, hint: formatType(candidate.type) }))}
          onChange={(text) => form.set(name, text)}
          onBlur={form.settle}
        />
        <button
          type="button"
          className="control toggle"
          onClick={() => {
            form.set(direction, descending ? 'asc' : 'desc')
            form.settle()
          }}
        >
          {descending ? <ArrowDown size={13} /> : <ArrowUp size={13} />}
          {t(descending ? 'order.desc' : 'order.asc')}
        </button>
      </div>
      <Problems path={name} />
    </>
  )
}
