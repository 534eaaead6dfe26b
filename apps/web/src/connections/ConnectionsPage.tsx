import './connections.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Cable, Plus } from 'lucide-react'
import { useState } from 'react'
import { api, problemOf } from '../api/client.ts'
import { connectionsQuery } from '../api/queries.ts'
import type { ConnectionEntry } from '../api/types.ts'
import { ListEnd, ListTable } from '../app/ListTable.tsx'
import { Link, pathOf } from '../app/route.ts'
import { Shell } from '../app/Shell.tsx'
import { useTitle } from '../app/title.ts'
import { attempt } from '../home/actions.ts'
import { sentenceText } from '../i18n/diagnostics.ts'
import { formatWhen } from '../i18n/format.ts'
import { useLanguage, useT } from '../i18n/language.ts'
import { Button } from '../ui/Button.tsx'
import { toast } from '../ui/toasts.ts'
import { ConnectionDialog } from './ConnectionDialog.tsx'

/** What pipelines may connect to. Of a secret only whether it is there. */
export function ConnectionsPage() {
  const t = useT()
  const { data } = useQuery(connectionsQuery)
  const [open, setOpen] = useState<ConnectionEntry | 'new'>()
  useTitle(t('nav.connections'))
  return (
    <Shell page="connections">
      <div className="page-head">
        <h1>{t('nav.connections')}</h1>
        <Button kind="primary" onClick={() => setOpen('new')}>
          <Plus size={15} />
          {t('connections.new')}
        </Button>
      </div>
      {data?.length === 0 && (
        <div className="connections-none">
          <Cable size={22} />
          <strong>{t('connections.none')}</strong>
          <p>{t('connections.noneHint')}</p>
        </div>
      )}
      {data && data.length > 0 && (
        <ListTable
          columns={[
            { label: t('connections.name') },
            { label: t('connections.kind') },
            { label: t('connections.address') },
            { label: t('connections.secrets') },
            { label: t('connections.usedBy') },
            { label: t('connections.changed') },
          ]}
        >
          {data.map((connection) => (
            <Row key={connection.name} connection={connection} onOpen={() => setOpen(connection)} />
          ))}
        </ListTable>
      )}
      {open !== undefined && (
        <ConnectionDialog connection={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />
      )}
    </Shell>
  )
}

function Row({ connection, onOpen }: { connection: ConnectionEntry; onOpen(): void }) {
  const { name, settings, secrets, usedBy, updatedAt } = connection
  const t = useT()
  const language = useLanguage()
  const queries = useQueryClient()
  const { brokers = [] } = settings as { brokers?: string[] }
  const changed = () => queries.invalidateQueries({ queryKey: connectionsQuery.queryKey })
  const remove = async (force: boolean) => {
    try {
      await api.connections.remove.mutate({ name, force })
    } catch (error) {
      const problem = problemOf(error)
      const action =
        problem.code === 'in-use' ? { label: t('connections.removeAnyway'), run: () => void remove(true) } : undefined
      toast(sentenceText(problem.message, language), { tone: 'bad', action })
    }
    await changed()
  }
  return (
    <tr data-connection={name}>
      <td>
        <button type="button" className="connection-name" onClick={onOpen}>
          {name}
        </button>
      </td>
      <td>Apache Kafka</td>
      <td className="mono cut connection-brokers">{brokers.join(', ')}</td>
      <td>
        {Object.keys(secrets).length === 0 ? (
          <span className="quiet">{t('connections.noSecrets')}</span>
        ) : (
          <span className="chip ok">{t('connections.secretSet')}</span>
        )}
      </td>
      <td className="connection-uses">
        {usedBy.map(({ id, name: pipeline }) => (
          <Link key={id} className="link" href={pathOf.pipeline(id)}>
            {pipeline}
          </Link>
        ))}
      </td>
      <td className="quiet num">{formatWhen(updatedAt, language, Date.now())}</td>
      <ListEnd
        name={name}
        entries={[
          { label: t('connections.edit'), run: onOpen },
          { label: t('connections.test'), run: () => void attempt(() => testStored(name)) },
          { label: t('home.delete'), first: true, danger: true, run: () => void remove(false) },
        ]}
      />
    </tr>
  )

  async function testStored(stored: string): Promise<void> {
    const { ok, message } = await api.connections.test.mutate({ name: stored })
    toast(sentenceText(message, language), { tone: ok ? 'normal' : 'bad' })
  }
}
