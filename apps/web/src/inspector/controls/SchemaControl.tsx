import { useT } from '../../i18n/language.ts'
import { type ControlProps, useForm, useValue } from '../context.ts'
import { Problems, textOf } from '../Form.tsx'
import { InferSchema } from '../InferSchema.tsx'
import { Items } from './Items.tsx'
import { TypeControl } from './TypeControl.tsx'

/** Names and types of fields. */
export function SchemaControl({ field, path }: ControlProps) {
  return (
    <Items field={field} path={path} fresh={() => ({ name: '', type: 'STRING' })} extra={<InferSchema path={path} />}>
      {(at) => <SchemaField field={field} path={at} />}
    </Items>
  )
}

function SchemaField({ field, path }: ControlProps) {
  const { set, settle } = useForm()
  const t = useT()
  const [name, type, nullable] = [
    [...path, 'name'],
    [...path, 'type'],
    [...path, 'nullable'],
  ]
  const required = useValue(nullable) === false
  return (
    <>
      <div className="schema-field">
        <input
          className="control mono"
          aria-label={t('schema.name')}
          placeholder={t('schema.name')}
          value={textOf(useValue(name))}
          spellCheck={false}
          onChange={(event) => set(name, event.target.value)}
          onBlur={settle}
        />
        <TypeControl field={field.fields.find((inner) => inner.name === 'type')!} path={type} />
        <button
          type="button"
          className={`schema-null mono${required ? ' on' : ''}`}
          aria-pressed={required}
          title={t('schema.required')}
          aria-label={t('schema.required')}
          onClick={() => {
            set(nullable, required ? undefined : false)
            settle()
          }}
        >
          !
        </button>
      </div>
      <Problems path={name} />
      <Problems path={type} />
    </>
  )
}
