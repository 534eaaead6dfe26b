import './home.css'
import { useQuery } from '@tanstack/react-query'
import { Copy, Download, Pencil, Plus, Trash2, Upload } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { pipelinesQuery } from '../api/queries.ts'
import type { PipelineSummary } from '../api/types.ts'
import { ListEnd, ListTable } from '../app/ListTable.tsx'
import { go, Link, pathOf } from '../app/route.ts'
import { Shell } from '../app/Shell.tsx'
import { useTitle } from '../app/title.ts'
import { formatRate, formatSpan, formatWhen } from '../i18n/format.ts'
import { useLanguage, useT } from '../i18n/language.ts'
import { Button } from '../ui/Button.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import {
  createEmpty,
  createPipeline,
  duplicatePipeline,
  exportPipeline,
  importText,
  removePipeline,
  renamePipeline,
} from './actions.ts'
import { Sparkline } from './Sparkline.tsx'
import { type Filter, isShown, standingOf } from './status.ts'
import { TemplateCards } from './TemplateCards.tsx'

export function HomePage() {
  const t = useT()
  useTitle(undefined)
  const { data, isPending } = useQuery(pipelinesQuery)
  const [text, setText] = useState('')
  const [filter, setFilter] = useState<Filter>('all')
  const pipelines = data ?? []
  const shown = pipelines.filter((one) => isShown(filter, one) && found(one, text))
  const count = (of: Filter) => pipelines.filter((one) => isShown(of, one)).length
  return (
    <Shell page="home" search={{ text, placeholder: t('home.search'), change: setText }}>
      <div className="page-head">
        <h1>{t('nav.pipelines')}</h1>
        <ImportButton />
        <Button kind="primary" onClick={() => void createEmpty(t)}>
          <Plus size={15} />
          {t('home.new')}
        </Button>
      </div>
      {pipelines.length > 0 && (
        <>
          <Tabs<Filter>
            label={t('home.filter')}
            panel="pipelines"
            value={filter}
            onChange={(wanted) => setFilter(wanted)}
            className="home-tabs"
            tabs={[
              { value: 'all', label: t('home.all'), count: pipelines.length },
              { value: 'running', label: t('home.running'), count: count('running') },
              {
                value: 'attention',
                label: t('home.attention'),
                count: count('attention'),
                tone: count('attention') > 0 ? 'bad' : undefined,
              },
              { value: 'drafts', label: t('home.drafts'), count: count('drafts') },
            ]}
          />
          <PipelineTable pipelines={shown} />
        </>
      )}
      {!isPending && pipelines.length === 0 && <p className="home-first">{t('home.first')}</p>}
      <h2 className="home-heading">
        {t('home.templates')} <span>{t('home.templatesHint')}</span>
      </h2>
      <TemplateCards onChoose={(pipeline, title) => void createPipeline({ ...pipeline, name: title })} />
    </Shell>
  )
}

const found = ({ name, description }: PipelineSummary, text: string) =>
  `${name} ${description}`.toLowerCase().includes(text.trim().toLowerCase())

function ImportButton() {
  const t = useT()
  const input = useRef<HTMLInputElement>(null)
  const take = async (file: File | undefined) => {
    if (file) await importText(await file.text(), t)
    if (input.current) input.current.value = ''
  }
  return (
    <>
      <Button onClick={() => input.current?.click()}>
        <Upload size={15} />
        {t('home.import')}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        data-import
        aria-label={t('home.import')}
        onChange={(event) => void take(event.target.files?.[0])}
      />
    </>
  )
}

function PipelineTable({ pipelines }: { pipelines: readonly PipelineSummary[] }) {
  const t = useT()
  return (
    <ListTable
      id="pipelines"
      columns={[
        { label: t('home.status') },
        { label: t('home.name') },
        { label: t('home.rows') },
        { label: t('home.rate'), right: true },
        { label: t('home.lag'), right: true },
        { label: t('home.version') },
      ]}
    >
      {pipelines.map((pipeline) => (
        <Row key={pipeline.id} pipeline={pipeline} />
      ))}
      {pipelines.length === 0 && (
        <tr>
          <td colSpan={7} className="home-none">
            {t('home.none')}
          </td>
        </tr>
      )}
    </ListTable>
  )
}

const LAGGING_MS = 60_000

function Row({ pipeline }: { pipeline: PipelineSummary }) {
  const { id, name, description, version, updatedAt, job, rowsPerSecond, lagMs, sparkline, errors } = pipeline
  const t = useT()
  const language = useLanguage()
  const [renaming, setRenaming] = useState(false)
  const { label, tone } = standingOf(pipeline)
  const running = job?.state === 'running'
  const changes = job !== null && job.version !== version
  const now = useMemo(() => Date.now(), [])
  return (
    <tr
      data-pipeline={name}
      onClick={(event) => {
        if (!(event.target as Element).closest('a, button, input, [role="menu"]')) go(pathOf.pipeline(id))
      }}
    >
      <td>
        <span className={`status ${tone}`}>
          <span className={`dot ${tone}`} />
          {t(label)}
        </span>
      </td>
      <td className="home-name">
        {renaming ? (
          <Rename
            name={name}
            onDone={(next) => {
              setRenaming(false)
              if (next !== undefined) void renamePipeline(id, next)
            }}
          />
        ) : (
          <>
            <Link href={pathOf.pipeline(id)}>{name}</Link>
            <span className="cut">{description}</span>
          </>
        )}
      </td>
      <td>{running && <Sparkline points={sparkline} />}</td>
      <td className="right mono num">{running ? formatRate(rowsPerSecond, language) : '–'}</td>
      <td className={`right mono num${(lagMs ?? 0) > LAGGING_MS ? ' busy-text' : ''}`}>
        {running && lagMs !== null ? formatSpan(lagMs, language) : '–'}
      </td>
      <td>
        <span className="mono">{job ? `v${job.version}` : t('home.draft')}</span>{' '}
        <span className="quiet num">{formatWhen(job?.deployedAt ?? updatedAt, language, now)}</span>
      </td>
      <ListEnd
        name={name}
        entries={[
          { label: t('home.rename'), icon: <Pencil size={14} />, run: () => setRenaming(true) },
          { label: t('home.duplicate'), icon: <Copy size={14} />, run: () => void duplicatePipeline(id, name) },
          { label: t('home.export'), icon: <Download size={14} />, run: () => void exportPipeline(id) },
          {
            label: t('home.delete'),
            icon: <Trash2 size={14} />,
            first: true,
            danger: true,
            run: () => void removePipeline(id, name, t),
          },
        ]}
      >
        {errors > 0 && <span className="chip bad">{t('home.problems', { n: errors })}</span>}
        {changes && errors === 0 && <span className="chip accent">{t('home.changed')}</span>}
        {job?.state === 'restarting' && <span className="chip bad">{t('home.restarts', { n: job.restarts })}</span>}
      </ListEnd>
    </tr>
  )
}

/** The name as a field: Enter takes it, Escape leaves it as it was. */
function Rename({ name, onDone }: { name: string; onDone(name: string | undefined): void }) {
  const t = useT()
  const [text, setText] = useState(name)
  const take = () => onDone(text.trim() === '' || text.trim() === name ? undefined : text.trim())
  return (
    <input
      className="control home-rename"
      // biome-ignore lint/a11y/noAutofocus: it was asked for
      autoFocus
      value={text}
      maxLength={200}
      aria-label={t('home.rename')}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setText(event.target.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take()
        if (event.key === 'Escape') onDone(undefined)
      }}
    />
  )
}
