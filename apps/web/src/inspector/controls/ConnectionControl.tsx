import { useQuery } from '@tanstack/react-query'
import { connectionsQuery } from '../../api/queries.ts'
import { go, pathOf } from '../../app/route.ts'
import { useT } from '../../i18n/language.ts'
import { type ControlProps, useValue } from '../context.ts'
import { textOf } from '../Form.tsx'
import { SuggestControl } from './SuggestControl.tsx'

/** The name of a connection, of those that there are; a new one is made on its own page. */
export function ConnectionControl(props: ControlProps) {
  const t = useT()
  const value = textOf(useValue(props.path))
  const connections = useQuery(connectionsQuery).data
  const unknown = value !== '' && connections !== undefined && !connections.some(({ name }) => name === value)
  return (
    <>
      <SuggestControl
        {...props}
        invalid={unknown}
        suggestions={(connections ?? []).map(({ name, kind }) => ({ value: name, hint: kind }))}
        placeholder={connections?.length === 0 ? t('connection.none') : t('connection.choose')}
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
