import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { historyQuery } from '../api/queries.ts'
import type { RunRecord } from '../api/types.ts'
import { useEditor, useSession } from '../editor/hooks.ts'
import { sentenceText } from '../i18n/diagnostics.ts'
import { formatClock, formatCount, formatSpan, formatWhen } from '../i18n/format.ts'
import { useLanguage, useT } from '../i18n/language.ts'
import { nodeTitle } from '../i18n/nodeTitle.ts'
import { Prose } from '../ui/Prose.tsx'
import { Nothing } from './Nothing.tsx'

const TONES: Readonly<Record<RunRecord['outcome'], string>> = {
  running: 'ok',
  finished: 'ok',
  stopped: '',
  replaced: 'accent',
  interrupted: 'busy',
  failed: 'bad',
}

/** Every run of this pipeline, and what happened in it. */
export function Runs() {
  const { id } = useSession()
  const t = useT()
  const language = useLanguage()
  const { data } = useQuery(historyQuery(id))
  const [chosen, setChosen] = useState<number>()
  if (!data) return null
  const shown = data.find((run) => run.id === chosen) ?? data[0]
  if (!shown) return <Nothing title={t('runs.none')}>{t('runs.noneHint')}</Nothing>
  const now = Date.now()
  return (
    <div className="runs">
      <div className="scroll" role="region" aria-label={t('dock.runs')}>
        <table className="plain-table runs-table">
          <thead>
            <tr>
              <th scope="col">{t('runs.outcome')}</th>
              <th scope="col">{t('runs.version')}</th>
              <th scope="col">{t('runs.started')}</th>
              <th scope="col">{t('runs.took')}</th>
              <th scope="col" className="right">
                {t('runs.rows')}
              </th>
              <th scope="col" className="right">
                {t('runs.restarts')}
              </th>
            </tr>
          </thead>
          <tbody>
            {data.map((run) => (
              <tr key={run.id} className={run === shown ? 'chosen' : ''} data-outcome={run.outcome}>
                <td>
                  <button
                    type="button"
                    className={`status ${TONES[run.outcome]}`}
                    aria-pressed={run === shown}
                    onClick={() => setChosen(run.id)}
                  >
                    <span className={`dot ${TONES[run.outcome]}`} />
                    {t(`outcome.${run.outcome}`)}
                  </button>
                </td>
                <td className="mono">v{run.version}</td>
                <td className="num">{formatWhen(run.startedAt, language, now)}</td>
                <td className="num">{formatSpan((run.endedAt ?? now) - run.startedAt, language)}</td>
                <td className="mono num right">{formatCount(run.rowsRead, language)}</td>
                <td className="mono num right">{run.restarts}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Events run={shown} />
    </div>
  )
}

function Events({ run: { events } }: { run: RunRecord }) {
  const t = useT()
  const language = useLanguage()
  const pipeline = useEditor((state) => state.pipeline)
  return (
    <ol className="events scroll" aria-label={t('runs.events')} tabIndex={0}>
      {events.toReversed().map(({ at, kind, node, message }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an event is its place
        <li key={i} className={kind === 'failed' ? 'bad-text' : ''}>
          <span className="mono num quiet">{formatClock(at)}</span>
          <span>{t(`event.${kind}`)}</span>
          <span>
            {node !== null && <strong>{nodeTitle(pipeline, node, language)}: </strong>}
            <Prose>{sentenceText(message, language)}</Prose>
          </span>
        </li>
      ))}
    </ol>
  )
}
