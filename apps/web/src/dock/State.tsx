import type { Json } from '@millrace/language'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { type RefObject, useDeferredValue, useRef, useState } from 'react'
import { api } from '../api/client.ts'
import type { StateEntry, StateTableInfo } from '../api/types.ts'
import { useEditor, useRun, useSelectedNode, useSession } from '../editor/hooks.ts'
import { formatCount } from '../i18n/format.ts'
import { useLanguage, useT } from '../i18n/language.ts'
import { nodeTitle } from '../i18n/nodeTitle.ts'
import { Select } from '../ui/Select.tsx'
import { Aside } from './Aside.tsx'
import { cellText, isNumericType, keyValue } from './cells.ts'
import { Nothing } from './Nothing.tsx'

const EVERY_MS = 1000
const MOST = 200
/** A key is looked up in this many of the newest tables: windows that are still open. */
const MOST_TABLES = 8

/** Keyed state of the selected node as it is now: all keys of a table, or one key as it changes. */
export function State() {
  const t = useT()
  const language = useLanguage()
  const { id: pipelineId } = useSession()
  const node = useSelectedNode()
  const pipeline = useEditor((state) => state.pipeline)
  const running = useRun(({ status }) => status === 'running')
  const [wanted, setWanted] = useState<string>()
  const [text, setText] = useState('')
  const key = useDeferredValue(text.trim())
  const { data: tables } = useQuery({
    queryKey: ['state', pipelineId, node],
    queryFn: () => api.jobs.state.tables.query({ pipelineId, node: node! }),
    enabled: node !== undefined && running,
    refetchInterval: EVERY_MS,
    retry: false,
  })
  if (node === undefined) return <Nothing title={t('state.choose')}>{t('state.chooseHint')}</Nothing>
  if (!running) return <Nothing title={t('state.deploy')}>{t('state.deployHint')}</Nothing>
  if (!tables) return null
  const newest = tables.toSorted((a, b) => nameOf(b).localeCompare(nameOf(a)))
  const table = newest.find((one) => nameOf(one) === wanted) ?? newest[0]
  const title = nodeTitle(pipeline, node, language)
  if (!table) return <Nothing title={t('state.none', { name: title })}>{t('state.noneHint')}</Nothing>
  const total = tables.reduce((sum, { size }) => sum + size, 0)
  return (
    <>
      <Aside>
        <span>{t('state.of', { name: title })}</span>
        <span className="num quiet">{t('state.keys', { n: formatCount(total, language), count: total })}</span>
        {newest.length > 1 && key === '' && (
          <Select
            label={t('state.table')}
            className="dock-select"
            code
            value={nameOf(table)}
            options={newest.map((one) => ({
              value: nameOf(one),
              label: one.table,
              hint: formatCount(one.size, language),
            }))}
            onChange={setWanted}
          />
        )}
        <label className="search dock-search">
          <Search size={13} />
          <input
            value={text}
            placeholder={t('state.key', { fields: table.key.map(({ name }) => name).join(', ') })}
            aria-label={t('state.lookup')}
            spellCheck={false}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
      </Aside>
      {key === '' ? (
        <Entries key={nameOf(table)} table={table} />
      ) : (
        <Found tables={newest.slice(0, MOST_TABLES)} text={key} />
      )}
    </>
  )
}

const nameOf = ({ task, table }: StateTableInfo) => `${task} ${table}`

interface Shown extends StateEntry {
  readonly table: string
}

function Entries({ table }: { table: StateTableInfo }) {
  const { id: pipelineId } = useSession()
  const { data } = useQuery({
    queryKey: ['state-scan', pipelineId, table.task, table.table],
    queryFn: () => api.jobs.state.scan.query({ pipelineId, task: table.task, table: table.table, limit: MOST }),
    refetchInterval: EVERY_MS,
    placeholderData: keepPreviousData,
    retry: false,
  })
  return (
    <Table table={table} entries={(data ?? []).map((entry) => ({ ...entry, table: table.table }))} windows={false} />
  )
}

/** One key in every open window, or the keys that contain the text. */
function Found({ tables, text }: { tables: readonly StateTableInfo[]; text: string }) {
  const t = useT()
  const { id: pipelineId } = useSession()
  const [table] = tables
  const { data } = useQuery({
    queryKey: ['state-lookup', pipelineId, tables.map(nameOf), text],
    queryFn: async () => {
      const found = await Promise.all(tables.map((one) => look(pipelineId, one, text)))
      return found.flat()
    },
    refetchInterval: EVERY_MS,
    placeholderData: keepPreviousData,
    retry: false,
  })
  if (!table || !data) return null
  if (data.length === 0) return <Nothing title={t('state.notFound', { key: text })}>{t('state.notFoundHint')}</Nothing>
  return <Table table={table} entries={data} windows={tables.length > 1} />
}

async function look(pipelineId: string, { task, table, key }: StateTableInfo, text: string): Promise<Shown[]> {
  const parts = key.length === 1 ? [text] : text.split(',').map((part) => part.trim())
  const values = key.map(({ type }, i) => (parts[i] === undefined ? undefined : keyValue(parts[i], type)))
  if (parts.length === key.length && values.every((value) => value !== undefined)) {
    const wanted = Object.fromEntries(key.map(({ name }, i) => [name, values[i] as Json]))
    const entry = await api.jobs.state.lookup.query({ pipelineId, task, table, key: wanted })
    if (entry) return [{ ...entry, table }]
  }
  const entries = await api.jobs.state.scan.query({ pipelineId, task, table, limit: MOST })
  return entries
    .filter((entry) => JSON.stringify(entry.key).toLowerCase().includes(text.toLowerCase()))
    .map((entry) => ({ ...entry, table }))
}

const fieldOf = (value: Json, name: string): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as { [field: string]: Json })[name]
    : value

/** Keys at the left, values at the right; a value that has changed since it was last read is marked. */
function Table({ table, entries, windows }: { table: StateTableInfo; entries: readonly Shown[]; windows: boolean }) {
  const t = useT()
  const { key, value } = table
  const seen = useRef(new Map<string, string>())
  return (
    <div className="grid-frame scroll" tabIndex={0} role="region" aria-label={t('dock.state')}>
      <table className="grid state-grid">
        <thead>
          <tr>
            {windows && (
              <th scope="col">
                {t('state.table')}
                <small>{t('state.window')}</small>
              </th>
            )}
            {[
              ...key.map((field) => ({ ...field, id: `key ${field.name}` })),
              ...value.map((field) => ({ ...field, id: field.name })),
            ].map(({ id, name, type }) => (
              <th key={id} scope="col" className={isNumericType(type) ? 'right' : ''}>
                {name}
                <small>{type}</small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => {
            const id = `${entry.table} ${JSON.stringify(entry.key)}`
            return (
              <tr key={id} data-key={JSON.stringify(entry.key)}>
                {windows && <td className="quiet">{entry.table}</td>}
                {key.map(({ name, type }) => (
                  <td key={name} className={`state-key${isNumericType(type) ? ' right' : ''}`}>
                    {cellText(fieldOf(entry.key, name))}
                  </td>
                ))}
                {value.map(({ name, type }) => (
                  <Changing
                    key={name}
                    id={`${id} ${name}`}
                    text={cellText(fieldOf(entry.value, name))}
                    numeric={isNumericType(type)}
                    seen={seen}
                  />
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function Changing({
  id,
  text,
  numeric,
  seen,
}: {
  id: string
  text: string
  numeric: boolean
  seen: RefObject<Map<string, string>>
}) {
  const before = seen.current.get(id)
  const changed = before !== undefined && before !== text
  if (seen.current.size > 20_000) seen.current.clear()
  seen.current.set(id, text)
  return (
    <td key={text} className={`${numeric ? 'right' : ''}${changed ? ' changed' : ''}`}>
      {text}
    </td>
  )
}
