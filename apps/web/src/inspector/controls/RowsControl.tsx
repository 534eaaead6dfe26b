import type { Json } from '@millrace/language'
import { useT } from '../../i18n/language.ts'
import { type ControlProps, useForm, useProblemsAt, useValue } from '../context.ts'
import { listOf, Problems } from '../Form.tsx'
import { cellOf, cellText } from './cellText.ts'
import { Items } from './Items.tsx'

interface Field {
  name: string
  type: string
}

/** Rows that are written down: one input for each field of the schema beside them. An empty one is NULL. */
export function RowsControl({ field, path }: ControlProps) {
  const t = useT()
  const fields = listOf(useValue(['schema'])).flatMap((each) => {
    const { name, type } = each as Partial<Field>
    return name ? [{ name, type: type ?? '' }] : []
  })
  if (fields.length === 0) return <p className="form-note">{t('rows.noSchema')}</p>
  return (
    <Items field={field} path={path} fresh={() => ({})}>
      {(at, index) => (
        <div className="row-cells">
          {fields.map((each) => (
            <CellInput key={each.name} {...each} path={[...at, each.name]} row={index + 1} />
          ))}
        </div>
      )}
    </Items>
  )
}

function CellInput({ name, type, path, row }: Field & Pick<ControlProps, 'path'> & { row: number }) {
  const { set, settle } = useForm()
  const t = useT()
  const value = useValue(path) as Json | undefined
  const invalid = useProblemsAt(path).length > 0
  return (
    <label>
      <span className="mono">{name}</span>
      <input
        className="control mono"
        aria-label={t('rows.cell', { name, row })}
        aria-invalid={invalid || undefined}
        value={cellText(value)}
        placeholder="NULL"
        spellCheck={false}
        onChange={(event) => set(path, cellOf(event.target.value, type))}
        onBlur={settle}
      />
      <Problems path={path} />
    </label>
  )
}
