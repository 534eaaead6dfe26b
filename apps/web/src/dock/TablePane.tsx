import type { Json } from '@millrace/language'
import { ChevronLeft, ChevronRight, Download, Search } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { api } from '../api/client.ts'
import { useSubscription } from '../api/subscription.ts'
import type { TablePage } from '../api/types.ts'
import { useEditor, useRun, useSession } from '../editor/hooks.ts'
import { attempt, download } from '../home/actions.ts'
import { sentenceText } from '../i18n/diagnostics.ts'
import { formatCount } from '../i18n/format.ts'
import { useLanguage, useT } from '../i18n/language.ts'
import { nodeTitle } from '../i18n/nodeTitle.ts'
import { Aside } from './Aside.tsx'
import { toCsv } from './cells.ts'
import { Grid } from './Grid.tsx'
import { Nothing } from './Nothing.tsx'

const PAGE = 100

/** The table of a table sink as it changes: searched, ordered, page by page. */
export function TablePane({ node }: { node: string }) {
  const t = useT()
  const language = useLanguage()
  const { id: pipelineId } = useSession()
  const pipeline = useEditor((state) => state.pipeline)
  const deployedAt = useRun((run) => run.deployedAt)
  const [text, setText] = useState('')
  const [from, setFrom] = useState(0)
  const [sort, setSort] = useState<{ field: string; descending: boolean }>()
  const search = useDeferredValue(text.trim())
  const query = {
    from,
    limit: PAGE,
    newestFirst: sort === undefined,
    ...(search !== '' && { search }),
    ...(sort && { orderBy: sort }),
  }
  const { value: page, problem } = useSubscription<TablePage>({
    key: deployedAt === undefined ? undefined : JSON.stringify([node, deployedAt, query]),
    subscribe: (observer) => api.tables.live.subscribe({ pipelineId, node, ...query }, observer),
  })
  const order = (field: string) => {
    setFrom(0)
    setSort((before) =>
      before?.field !== field
        ? { field, descending: true }
        : before.descending
          ? { field, descending: false }
          : undefined,
    )
  }
  const title = nodeTitle(pipeline, node, language)
  if (deployedAt === undefined) return <Nothing title={t('table.deploy')}>{t('table.deployHint')}</Nothing>
  if (problem && !page) return <Nothing title={sentenceText(problem.message, language)} />
  return (
    <>
      <Aside>
        <label className="search dock-search">
          <Search size={13} />
          <input
            value={text}
            placeholder={t('search')}
            aria-label={t('table.search')}
            onChange={(event) => {
              setText(event.target.value)
              setFrom(0)
            }}
          />
        </label>
        <span>{title}</span>
        {page && <Pages page={page} from={from} onGo={setFrom} />}
        <button
          type="button"
          className="icon-button"
          disabled={!page || page.rows.length === 0}
          aria-label={t('rows.download')}
          title={t('rows.download')}
          onClick={() => void downloadTable(pipelineId, node)}
        >
          <Download size={14} />
        </button>
      </Aside>
      {page && (
        <>
          <Grid
            label={t('rows.of', { name: title })}
            columns={page.columns}
            rows={keyed(page)}
            numbered={from + 1}
            sort={sort}
            onSort={order}
          />
          {page.rows.length === 0 && <p className="grid-note">{t(search === '' ? 'table.empty' : 'table.none')}</p>}
          {page.dropped > 0 && (
            <p className="grid-note">{t('table.dropped', { n: formatCount(page.dropped, language) })}</p>
          )}
        </>
      )}
    </>
  )
}

/** Rows keep their identity by their key while they change. */
const keyed = ({ rows, key, from }: TablePage) =>
  rows.map((values, i) => ({ id: key ? key.map((field) => JSON.stringify(values[field])).join() : from + i, values }))

function Pages({ page: { matched, rows }, from, onGo }: { page: TablePage; from: number; onGo(from: number): void }) {
  const t = useT()
  const language = useLanguage()
  const shown =
    rows.length === 0 ? '0' : `${formatCount(from + 1, language)}–${formatCount(from + rows.length, language)}`
  return (
    <span className="dock-pages">
      <button
        type="button"
        className="icon-button"
        disabled={from === 0}
        aria-label={t('table.before')}
        onClick={() => onGo(Math.max(0, from - PAGE))}
      >
        <ChevronLeft size={14} />
      </button>
      <span className="num quiet">{t('table.range', { range: shown, n: formatCount(matched, language) })}</span>
      <button
        type="button"
        className="icon-button"
        disabled={from + rows.length >= matched}
        aria-label={t('table.after')}
        onClick={() => onGo(from + PAGE)}
      >
        <ChevronRight size={14} />
      </button>
    </span>
  )
}

const STEP = 500
const MOST = 100_000

/** All rows of a table as a file. */
async function downloadTable(pipelineId: string, node: string): Promise<void> {
  await attempt(async () => {
    const rows: { [field: string]: Json }[] = []
    let columns: TablePage['columns'] = []
    for (let from = 0; from < MOST; from += STEP) {
      const page = await api.tables.rows.query({ pipelineId, node, from, limit: STEP })
      columns = page.columns
      rows.push(...page.rows)
      if (from + page.rows.length >= page.matched || page.rows.length === 0) break
    }
    download(`${node}.csv`, toCsv(columns, rows), 'text/csv')
  })
}
