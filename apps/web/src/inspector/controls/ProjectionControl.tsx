import { formatType, type Json } from '@millrace/language'
import { useT } from '../../i18n/language.ts'
import { Select } from '../../ui/Select.tsx'
import { Suggest } from '../../ui/Suggest.tsx'
import { type ControlProps, fieldsFor, useForm, useProblemsAt, useValue } from '../context.ts'
import { listOf, Problems, textOf } from '../Form.tsx'
import { Items } from './Items.tsx'

/** The fields that go on, in order, under new names where wanted; with several inputs, from which of them. */
export function ProjectionControl({ field, path }: ControlProps) {
  const form = useForm()
  const t = useT()
  const from = field.fields.find(({ name }) => name === 'from')
  const chosen = listOf(useValue(path))
  const all = (): Json[] =>
    Object.entries(form.inputs).flatMap(([port, [relation]]) =>
      (relation?.row ?? []).map(({ name }): Json => (from ? { from: port, field: name } : { field: name })),
    )
  const takeAll = (
    <button
      type="button"
      className="link"
      onClick={() => {
        form.set(path, all())
        form.settle()
      }}
    >
      {t('projection.all')}
    </button>
  )
  const first = Object.keys(form.inputs)[0] ?? 'left'
  return (
    <Items
      field={field}
      path={path}
      fresh={() => (from ? { from: first, field: '' } : { field: '' })}
      extra={chosen.length === 0 ? takeAll : undefined}
    >
      {(at) => <Projected field={field} path={at} />}
    </Items>
  )
}

function Projected({ field, path }: ControlProps) {
  const form = useForm()
  const t = useT()
  const [name, as, from] = [
    [...path, 'field'],
    [...path, 'as'],
    [...path, 'from'],
  ]
  const value = textOf(useValue(name))
  const source = textOf(useValue(from))
  const sides = field.fields.find((candidate) => candidate.name === 'from')?.choices ?? []
  const row = fieldsFor(form, name)
  return (
    <>
      <div className={sides.length > 0 ? 'projected with-side' : 'projected'}>
        {sides.length > 0 && (
          <Select
            label={t('projection.from')}
            value={source || null}
            options={sides.map((side) => ({ value: String(side.value), label: String(side.value) }))}
            onChange={(next) => {
              form.set(from, next)
              form.settle()
            }}
          />
        )}
        <Suggest
          label={t('projection.field')}
          code
          value={value}
          invalid={useProblemsAt(name).length > 0}
          suggestions={row.map((candidate) => ({ value: candidate.name, hint: formatType(candidate.type) }))}
          onChange={(text) => form.set(name, text)}
          onBlur={form.settle}
        />
        <span className="as">as</span>
        <input
          className="control mono"
          aria-label={t('projection.as')}
          value={textOf(useValue(as))}
          placeholder={value}
          spellCheck={false}
          onChange={(event) => form.set(as, event.target.value === '' ? undefined : event.target.value)}
          onBlur={form.settle}
        />
      </div>
      <Problems path={name} />
      <Problems path={as} />
    </>
  )
}
