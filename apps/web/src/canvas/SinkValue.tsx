import type { Json } from '@millrace/language'
import { memo } from 'react'
import { api } from '../api/client.ts'
import { useSubscription } from '../api/subscription.ts'
import type { NumberState, TablePage } from '../api/types.ts'
import { cellText, isNumericType } from '../dock/cells.ts'
import { useEditor, usePreview, useRun, useSession } from '../editor/hooks.ts'
import { type PreviewRows, rowsLeft } from '../editor/preview.ts'
import { isActive } from '../editor/run.ts'
import { bigNumberParts, changeOf } from '../i18n/bigNumber.ts'
import { useT } from '../i18n/language.ts'
import { type Display, TABLE_ROWS } from './display.ts'

/** The value of a sink that shows itself: a number, or its first rows. */
export const SinkValue = memo(function SinkValue({ node, display }: { node: string; display: Display }) {
  return display === 'number' ? <BigNumber node={node} /> : <TopRows node={node} />
})

function useDeployedKey(node: string): string | undefined {
  return useRun(({ deployedAt }) => (deployedAt === undefined ? undefined : `${node} ${deployedAt}`))
}

/** What the preview gives to a sink; nothing while a job runs, whose values are the real ones. */
function useIncoming(node: string): PreviewRows | undefined {
  const from = useEditor(({ pipeline }) => pipeline.edges.find(({ to }) => to === `${node}.in`)?.from)
  const active = useRun(isActive)
  const rows = usePreview(({ ports }) => (from === undefined ? undefined : ports[from]))
  return active ? undefined : rows
}

/** The number that the last row of a preview shows, as the sink would: none when that row is deleted. */
function previewedNumber(incoming: PreviewRows | undefined, config: { readonly [setting: string]: Json } | undefined) {
  const [before, last] = incoming?.rows.filter(({ kind }) => kind !== '-U').slice(-2) ?? []
  const { value, comparison, label, unit } = config ?? {}
  if (typeof value !== 'string' || !(last ?? before)) return undefined
  const read = (row: typeof last, field: Json | undefined) => {
    const found = typeof field === 'string' && row?.kind !== '-D' ? row?.values[field] : undefined
    return typeof found === 'number' || typeof found === 'string' ? found : null
  }
  const row = last ?? before
  return {
    value: read(row, value),
    comparison: comparison === undefined ? (last ? read(before, value) : null) : read(row, comparison),
    label: typeof label === 'string' ? label : '',
    unit: typeof unit === 'string' ? unit : '',
  }
}

function BigNumber({ node }: { node: string }) {
  const { id: pipelineId } = useSession()
  const t = useT()
  const config = useEditor(({ pipeline }) => pipeline.nodes[node]?.config)
  const incoming = useIncoming(node)
  const { value: live } = useSubscription<NumberState>({
    key: useDeployedKey(node),
    subscribe: (observer) => api.numbers.live.subscribe({ pipelineId, node }, observer),
  })
  const state = live?.value != null ? live : previewedNumber(incoming, config)
  const { before, text, after } = bigNumberParts(state?.value ?? null, state?.unit ?? '')
  const change = state && changeOf(state.value, state.comparison)
  return (
    <div className="node-number" data-number={state?.value ?? ''}>
      <span className="num cut">
        {state?.value != null && before}
        {text}
        {after && <small> {after}</small>}
      </span>
      <small className="cut">
        {change !== undefined && <span className={change.startsWith('−') ? 'bad-text' : 'ok-text'}>{change} </span>}
        {state?.label || t('number.none')}
      </small>
    </div>
  )
}

/** Fields of the node's rows: the first text to read it by, and what was most likely measured. */
function shownColumns(columns: TablePage['columns'] | PreviewRows['columns']) {
  const name = columns.find(({ type }) => /^(STRING|VARCHAR|CHAR)/.test(type)) ?? columns[0]
  const others = columns.filter((column) => column !== name && isNumericType(column.type))
  const number = others.findLast(({ type }) => /^(DECIMAL|DOUBLE|FLOAT)/.test(type)) ?? others.at(-1)
  return [name, number].filter((column) => column !== undefined)
}

function TopRows({ node }: { node: string }) {
  const { id: pipelineId } = useSession()
  const { value: page } = useSubscription<TablePage>({
    key: useDeployedKey(node),
    subscribe: (observer) =>
      api.tables.live.subscribe({ pipelineId, node, limit: TABLE_ROWS, newestFirst: true }, observer),
  })
  const incoming = useIncoming(node)
  const columns = shownColumns(page?.columns ?? incoming?.columns ?? [])
  // The newest rows, in the order in which they came.
  const rows = page
    ? page.rows.slice(0, TABLE_ROWS).toReversed()
    : incoming
      ? rowsLeft(incoming).slice(-TABLE_ROWS)
      : []
  return (
    <div className="node-table">
      {rows.map((row, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
        <div key={i} className="node-table-row">
          {columns.map(({ name, type }) => (
            <span key={name} className={isNumericType(type) ? 'num' : 'cut'}>
              {cellText(row[name])}
            </span>
          ))}
        </div>
      ))}
    </div>
  )
}
