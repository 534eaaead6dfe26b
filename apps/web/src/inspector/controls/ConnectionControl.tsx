import { useQuery } from '@tanstack/react-query'
import { connectionsQuery } from '../../api/queries.ts'
import { go, pathOf } from '../../app/route.ts'
import { useT } from '../../i18n/language.ts'
import { Suggest } from '../../ui/Suggest.tsx'
import { type ControlProps, useForm, useProblemsAt, useValue } from '../context.ts'
import { textOf, useLabel } from '../Form.tsx'

/** The name of a connection, of those that there are; a new one is made on its own page. */
export function ConnectionControl({ field, path }: ControlProps) {
  const form = useForm()
  const t = useT()
  const value = textOf(useValue(path))
  const connections = useQuery(connectionsQuery).data
  const unknown = value !== '' && connections !== undefined && !connections.some(({ name }) => name === value)
  return (
    <>
      <Suggest
        label={useLabel(field)}
        value={value}
        invalid={useProblemsAt(path).length > 0 || unknown}
        suggestions={(connections ?? []).map(({ name, kind }) => ({ value: name, hint: kind }))}
        placeholder={connections?.length === 0 ? t('connection.none') : t('connection.choose')}
        onChange={(text) => form.set(path, text === '' && field.optional ? undefined : text)}
        onBlur={form.settle}
      />
      {(unknown || connections?.length === 0) && (
        <p className="form-note">
          {unknown && <span className="busy-text">{t('connection.unknown', { name: value })} </span>}
          <button type="button" className="link" onClick={() => go(pathOf.connections)}>
            {t('connection.add')}
          </button>
        </p>
      )}
    </>
  )
}
