import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { api } from '../api/client.ts'
import type { LogLine } from '../api/types.ts'
import { useEditor, useRun, useSession } from '../editor/hooks.ts'
import { isActive } from '../editor/run.ts'
import { formatClock } from '../i18n/format.ts'
import { useLanguage, useT } from '../i18n/language.ts'
import { nodeTitle } from '../i18n/nodeTitle.ts'
import { Aside } from './Aside.tsx'
import { Nothing } from './Nothing.tsx'

const EVERY_MS = 1000
const LINES = 500

/** What the job says: rows of print sinks, warnings and errors. Follows its end until somebody scrolls up. */
export function Logs() {
  const { id } = useSession()
  const t = useT()
  const language = useLanguage()
  const pipeline = useEditor((state) => state.pipeline)
  const active = useRun(isActive)
  const selected = useEditor(({ selection: { nodes } }) => (nodes.length === 1 ? nodes[0] : undefined))
  const [only, setOnly] = useState(false)
  const frame = useRef<HTMLOListElement>(null)
  const following = useRef(true)
  const { data } = useQuery({
    queryKey: ['logs', id, active],
    queryFn: () => api.jobs.logs.query({ pipelineId: id, limit: LINES }),
    refetchInterval: active ? EVERY_MS : false,
  })
  const lines = (data ?? []).filter(({ node }) => !only || node === selected)
  const last = lines.at(-1)?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line scrolls
  useEffect(() => {
    if (following.current && frame.current) frame.current.scrollTop = frame.current.scrollHeight
  }, [last])
  if (data && data.length === 0) return <Nothing title={t('logs.none')}>{t('logs.noneHint')}</Nothing>
  return (
    <>
      <Aside>
        {selected !== undefined && (
          <label className="dock-check">
            <input type="checkbox" checked={only} onChange={(event) => setOnly(event.target.checked)} />
            {t('logs.only', { name: nodeTitle(pipeline, selected, language) })}
          </label>
        )}
      </Aside>
      <ol
        className="log scroll"
        ref={frame}
        aria-label={t('dock.logs')}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          following.current = scrollHeight - scrollTop - clientHeight < 24
        }}
      >
        {lines.map((line) => (
          <Line key={line.id} line={line} title={line.node === null ? '' : nodeTitle(pipeline, line.node, language)} />
        ))}
      </ol>
    </>
  )
}

function Line({ line: { at, level, line }, title }: { line: LogLine; title: string }) {
  return (
    <li className={level}>
      <span className="num quiet">{formatClock(at)}</span>
      <span className="log-node cut">{title}</span>
      <span>{line}</span>
    </li>
  )
}
