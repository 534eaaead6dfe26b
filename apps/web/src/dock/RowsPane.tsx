import { formatType, type Json } from '@millrace/language'
import { nodeOf, outputPorts, portOf } from '@millrace/pipeline'
import { Download, Pause, Play } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { api, problemOf } from '../api/client.ts'
import type { LiveRows } from '../api/types.ts'
import { useDerived, useEditor, usePreview, useRun, useSession } from '../editor/hooks.ts'
import { isRunning } from '../editor/run.ts'
import { edgeOf } from '../editor/store.ts'
import { download } from '../home/actions.ts'
import { sentenceText } from '../i18n/diagnostics.ts'
import { formatCount } from '../i18n/format.ts'
import { useLanguage, useT } from '../i18n/language.ts'
import { nodeTitle } from '../i18n/nodeTitle.ts'
import { Aside } from './Aside.tsx'
import { toCsv } from './cells.ts'
import { Grid, type GridColumn, type GridRow } from './Grid.tsx'
import { Nothing } from './Nothing.tsx'
import { TablePane } from './TablePane.tsx'

/** Rows of what is selected: those that pass an edge, or those that a table keeps. */
export function RowsPane() {
  const t = useT()
  const { definitionOf } = useSession()
  const pipeline = useEditor((state) => state.pipeline)
  const edge = useEditor(({ selection: { edges } }) => edges[0])
  const node = useEditor(({ selection: { nodes } }) => (nodes.length === 1 ? nodes[0] : undefined))
  const table = node ?? (edge === undefined ? onlyTable(pipeline.nodes) : undefined)
  if (table !== undefined && pipeline.nodes[table]?.type === 'table-sink') return <TablePane key={table} node={table} />
  const port = edge !== undefined ? edgeOf(edge).from : node === undefined ? undefined : portOfNode(node)
  if (port === undefined) return <Nothing title={t('rows.choose')}>{t('rows.chooseHint')}</Nothing>
  return <PortRows key={port} port={port} />

  /** What comes out of a node; of a sink, what goes into it. */
  function portOfNode(id: string): string | undefined {
    const definition = definitionOf(pipeline.nodes[id]?.type ?? '')
    if (!definition) return undefined
    if (definition.kind === 'sink') return pipeline.edges.find(({ to }) => nodeOf(to) === id)?.from
    const [first] = Object.keys(outputPorts(definition, pipeline.nodes[id]!.config) ?? {})
    return first && `${id}.${first}`
  }
}

/** With nothing selected, the one table there is. */
function onlyTable(nodes: { readonly [id: string]: { readonly type: string } }): string | undefined {
  const tables = Object.entries(nodes).filter(([, { type }]) => type === 'table-sink')
  return tables.length === 1 ? tables[0]![0] : undefined
}

/** As many as anybody reads; older ones go. */
const MOST = 100

function PortRows({ port }: { port: string }) {
  const t = useT()
  const language = useLanguage()
  const { id: pipelineId } = useSession()
  const pipeline = useEditor((state) => state.pipeline)
  const relation = useDerived().built.relations[port]
  const running = useRun(isRunning)
  const run = useRun(({ deployedAt }) => deployedAt)
  const [paused, setPaused] = useState(false)
  const previewed = usePreview(({ ports }) => ports[port])
  const passing = usePassing(pipelineId, port, running && !paused, `${port} ${run}`)
  const preview = !running && passing.rows.length === 0 ? previewed : undefined
  const previewRows = useMemo(() => preview?.rows.map((row, i): GridRow => ({ id: i + 1, ...row })), [preview])
  const rows = previewRows ?? passing.rows
  const { problem } = passing
  const columns = preview?.columns ?? passing.columns
  const known = useMemo(
    () => relation?.row.map(({ name, type }) => ({ name, type: formatType(type) })) ?? [],
    [relation],
  )
  const shown = columns ?? known
  const updating = relation !== undefined && relation.changes.mode !== 'append'
  const title = `${nodeTitle(pipeline, nodeOf(port), language)}${portOf(port) === 'out' ? '' : ` · ${portOf(port)}`}`
  return (
    <>
      <Aside>
        <span className={`dot ${running && !paused ? 'accent' : ''}`} />
        <span>{title}</span>
        <span className="num quiet">
          {preview
            ? t('rows.preview', { n: formatCount(rows.length, language), count: formatCount(preview.count, language) })
            : t('rows.shown', { n: formatCount(rows.length, language) })}
        </span>
        {running && (
          <button
            type="button"
            className="icon-button"
            aria-label={t(paused ? 'rows.resume' : 'rows.pause')}
            title={t(paused ? 'rows.resume' : 'rows.pause')}
            onClick={() => setPaused(!paused)}
          >
            {paused ? <Play size={14} /> : <Pause size={14} />}
          </button>
        )}
        <button
          type="button"
          className="icon-button"
          disabled={rows.length === 0}
          aria-label={t('rows.download')}
          title={t('rows.download')}
          onClick={() =>
            download(
              `${port}.csv`,
              toCsv(
                shown,
                rows.map(({ values }) => values),
              ),
              'text/csv',
            )
          }
        >
          <Download size={14} />
        </button>
      </Aside>
      {problem !== undefined ? (
        <Nothing title={sentenceText(problem, language)} />
      ) : shown.length === 0 ? (
        <Nothing title={t('rows.unknown')}>{t('rows.unknownHint')}</Nothing>
      ) : (
        <>
          <Grid label={t('rows.of', { name: title })} columns={shown} rows={rows} numbered="id" kinds={updating} />
          {rows.length === 0 && (
            <p className="grid-note">{t(running ? 'rows.waiting' : preview ? 'rows.previewEmpty' : 'rows.deploy')}</p>
          )}
        </>
      )}
    </>
  )
}

interface Passing {
  readonly key: string
  readonly columns?: readonly GridColumn[]
  readonly rows: readonly GridRow[]
  readonly problem?: string
}

/** Rows that pass a port, the newest first. What was seen stays when the watching stops. */
function usePassing(pipelineId: string, port: string, watching: boolean, key: string): Passing {
  const [passing, setPassing] = useState<Passing>({ key, rows: [] })
  const count = useRef(0)
  useEffect(() => {
    if (!watching) return
    const subscription = api.jobs.rows.subscribe(
      { pipelineId, port },
      {
        onData: ({ columns, rows }: LiveRows) =>
          setPassing((before) => {
            const fresh = rows
              .map(
                ({ kind, values }): GridRow => ({
                  id: ++count.current,
                  kind,
                  values: values as { [field: string]: Json },
                }),
              )
              .reverse()
            const earlier = before.key === key ? before.rows : []
            return { key, columns, rows: [...fresh, ...earlier].slice(0, MOST) }
          }),
        onError: (error) => setPassing((before) => ({ ...before, key, problem: problemOf(error).message })),
      },
    )
    return () => subscription.unsubscribe()
  }, [pipelineId, port, watching, key])
  return passing.key === key ? passing : { key, rows: [] }
}
