import './screen.css'
import type { SinkType } from '@millrace/operators'
import { type Pipeline, readPipeline } from '@millrace/pipeline'
import { useQuery } from '@tanstack/react-query'
import { Expand, Pencil } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { api, problemOf } from '../api/client.ts'
import { useSubscription } from '../api/subscription.ts'
import type { LiveJob, NumberState, TablePage } from '../api/types.ts'
import { Link, pathOf } from '../app/route.ts'
import { useTitle } from '../app/title.ts'
import { cellText, isNumericType, isTimeType, timeParts } from '../dock/cells.ts'
import { bigNumberParts, changeOf } from '../i18n/bigNumber.ts'
import { sentenceText } from '../i18n/diagnostics.ts'
import { formatClock } from '../i18n/format.ts'
import { useLanguage, useT } from '../i18n/language.ts'
import { nodeTitle } from '../i18n/nodeTitle.ts'
import { Logo } from '../ui/Logo.tsx'
import { NumberLine } from './NumberLine.tsx'
import { RollingNumber } from './RollingNumber.tsx'

/** A whole screen for the numbers and tables of a pipeline, to be read from across a room. */
export function ScreenPage({ id }: { id: string }) {
  const t = useT()
  const language = useLanguage()
  const { data, error } = useQuery({
    queryKey: ['screen', id],
    queryFn: () => api.pipelines.get.query({ id }),
    refetchInterval: 10_000,
  })
  const pipeline = useMemo(() => data && readPipeline(data.document).pipeline, [data])
  const deployed = data?.job != null
  const { value: live } = useSubscription<LiveJob>({
    key: deployed ? id : undefined,
    subscribe: (observer) => api.jobs.live.subscribe({ pipelineId: id }, observer),
  })
  useTitle(pipeline?.name)
  useDarkScreen()
  if (error && !pipeline)
    return <main className="screen empty">{sentenceText(problemOf(error).message, language)}</main>
  if (!pipeline) return <main className="screen" aria-busy="true" />
  const numbers = shownOf(pipeline, 'big-number-sink')
  const tables = shownOf(pipeline, 'table-sink')
  const rows = Math.max(LEAST_ROWS, Math.floor(ROWS / tables.length))
  const state = live?.status?.state ?? data?.job?.state
  const key = deployed ? String(live?.status?.deployedAt ?? data?.job?.deployedAt) : undefined
  return (
    <main className="screen" data-tiles={numbers.length + tables.length}>
      <header>
        <Logo size={26} />
        <h1>{pipeline.name}</h1>
        <span className="screen-note cut">{pipeline.description}</span>
        <span className="screen-state">
          <span className={`dot ${state === 'running' ? 'accent' : ''}`} />
          {state === undefined ? t('screen.never') : t(`status.${state}`)}
        </span>
        <Clock />
        <Link className="icon-button" href={pathOf.pipeline(id)} aria-label={t('screen.edit')} title={t('screen.edit')}>
          <Pencil size={16} />
        </Link>
        <button
          type="button"
          className="icon-button"
          aria-label={t('screen.full')}
          title={t('screen.full')}
          onClick={() => void document.documentElement.requestFullscreen?.()}
        >
          <Expand size={16} />
        </button>
      </header>
      {numbers.length + tables.length === 0 ? (
        <div className="empty">
          <strong>{t('screen.none')}</strong>
          <span>{t('screen.noneHint')}</span>
        </div>
      ) : (
        <div className={`screen-tiles${tables.length > 0 && numbers.length > 0 ? ' two' : ''}`}>
          {numbers.length > 0 && (
            <div className="screen-numbers">
              {numbers.map((node, i) => (
                <NumberTile key={`${node} ${key}`} {...{ id, node, pipeline, subscribed: key }} first={i === 0} />
              ))}
            </div>
          )}
          {tables.length > 0 && (
            <div className="screen-tables">
              {tables.map((node) => (
                <TableTile key={`${node} ${key}`} {...{ id, node, pipeline, subscribed: key }} limit={rows} />
              ))}
            </div>
          )}
        </div>
      )}
    </main>
  )
}

/** The nodes of a type, from the top of the canvas to its end. */
function shownOf({ nodes, layout }: Pipeline, type: SinkType): string[] {
  const place = (node: string) => layout[node] ?? [0, 0]
  return Object.keys(nodes)
    .filter((node) => nodes[node]!.type === type)
    .sort((a, b) => place(a)[1] - place(b)[1] || place(a)[0] - place(b)[0])
}

/** Big screens are dark, whatever the page is. */
function useDarkScreen(): void {
  useEffect(() => {
    const root = document.documentElement
    const before = root.dataset.theme
    root.dataset.theme = 'dark'
    return () => {
      root.dataset.theme = before ?? 'light'
    }
  }, [])
}

function Clock() {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return <time className="screen-clock num">{formatClock(now)}</time>
}

interface TileProps {
  id: string
  node: string
  pipeline: Pipeline
  /** Changes with every deployment; absent before the first one. */
  subscribed: string | undefined
}

function NumberTile({ id, node, pipeline, subscribed, first }: TileProps & { first: boolean }) {
  const t = useT()
  const language = useLanguage()
  const { value: state } = useSubscription<NumberState>({
    key: subscribed === undefined ? undefined : `${node} ${subscribed}`,
    subscribe: (observer) => api.numbers.live.subscribe({ pipelineId: id, node }, observer),
  })
  const { before, text, after } = bigNumberParts(state?.value ?? null, state?.unit ?? '')
  const change = state && changeOf(state.value, state.comparison)
  return (
    <section className={first ? 'tile-number first' : 'tile-number'} data-node={node}>
      <h2>{state?.label || nodeTitle(pipeline, node, language)}</h2>
      <p className="tile-value">
        {before && <span className="tile-unit">{before}</span>}
        <RollingNumber text={text} />
        {after && <span className="tile-unit after">{after}</span>}
      </p>
      <p className="screen-note">
        {change === undefined ? (
          t('screen.waiting')
        ) : (
          <span className={change.startsWith('−') ? 'bad-text' : 'ok-text'}>{change}</span>
        )}
      </p>
      <NumberLine points={state?.history ?? NO_POINTS} />
    </section>
  )
}

const NO_POINTS: NumberState['history'] = []

/** What the tables of a screen show together. */
const ROWS = 20
const LEAST_ROWS = 5
const MOST_COLUMNS = 5

/** The end of a window follows from its beginning. */
const worthShowing = (columns: TablePage['columns']) =>
  columns.filter(({ name }) => name !== 'window_end' && name !== 'window_time').slice(0, MOST_COLUMNS)

/** The newest windows first, and inside of a window the rows as they came: a ranking begins with its first. */
function inOrder({ rows, columns }: TablePage): TablePage['rows'] {
  const time = columns.find(({ type }) => isTimeType(type))
  const came = rows.toReversed()
  if (!time) return came.toReversed()
  return came.toSorted((a, b) =>
    cellText(a[time.name]) < cellText(b[time.name]) ? 1 : cellText(a[time.name]) > cellText(b[time.name]) ? -1 : 0,
  )
}

function TableTile({ id, node, pipeline, subscribed, limit }: TileProps & { limit: number }) {
  const language = useLanguage()
  const t = useT()
  const { value: page } = useSubscription<TablePage>({
    key: subscribed === undefined ? undefined : `${node} ${subscribed}`,
    subscribe: (observer) => api.tables.live.subscribe({ pipelineId: id, node, limit, newestFirst: true }, observer),
  })
  const columns = page ? worthShowing(page.columns) : []
  return (
    <section className="tile-table" data-node={node}>
      <h2>{nodeTitle(pipeline, node, language)}</h2>
      {(!page || page.rows.length === 0) && <p className="screen-note">{t('screen.waiting')}</p>}
      {page && page.rows.length > 0 && (
        <table>
          <thead>
            <tr>
              {columns.map(({ name, type }) => (
                <th key={name} scope="col" className={isNumericType(type) ? 'right' : ''}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {inOrder(page).map((row, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
              <tr key={i}>
                {columns.map(({ name, type }) => (
                  <td key={name} className={isNumericType(type) ? 'right num' : 'num'}>
                    {isTimeType(type)
                      ? (timeParts(cellText(row[name]))?.clock.slice(0, 8) ?? cellText(row[name]))
                      : cellText(row[name])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
