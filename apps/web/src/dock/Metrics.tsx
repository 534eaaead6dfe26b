import 'uplot/dist/uPlot.min.css'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api } from '../api/client.ts'
import type { Series } from '../api/types.ts'
import { useEditor, useRun, useSelectedNode, useSession } from '../editor/hooks.ts'
import { isActive } from '../editor/run.ts'
import { formatBytes, formatRate, formatSpan } from '../i18n/format.ts'
import { useLanguage, useT } from '../i18n/language.ts'
import { nodeTitle } from '../i18n/nodeTitle.ts'
import { Aside } from './Aside.tsx'
import { Chart, type ChartLine } from './Chart.tsx'
import { Nothing } from './Nothing.tsx'

const EVERY_MS = 1000
const MOST_LINES = 6

/** Throughput, watermark lag and busy share over the last minutes: of the selected node, or of all that matter. */
export function Metrics() {
  const { id, definitionOf } = useSession()
  const t = useT()
  const language = useLanguage()
  const pipeline = useEditor((state) => state.pipeline)
  const node = useSelectedNode()
  const deployed = useRun(({ status }) => status !== undefined)
  const active = useRun(isActive)
  const checkpoint = useRun((run) => run.checkpoint)
  const { data } = useQuery({
    queryKey: ['series', id],
    queryFn: () => api.jobs.series.query({ pipelineId: id }),
    enabled: deployed,
    refetchInterval: active ? EVERY_MS : false,
  })
  const lines = useMemo(() => {
    if (!data) return undefined
    const title = (of: string) => nodeTitle(pipeline, of, language)
    const shown =
      node !== undefined && data.nodes[node] ? [node] : Object.keys(pipeline.nodes).filter((one) => data.nodes[one])
    const sources = shown.filter((one) => definitionOf(pipeline.nodes[one]?.type ?? '')?.kind !== 'sink')
    const throughput = sources.flatMap((one): ChartLine[] => {
      const values = data.ports[`${one}.out`]
      return values ? [{ name: title(one), values }] : []
    })
    const by = (read: (numbers: Series['nodes'][string]) => (number | null)[]) =>
      shown.flatMap((one): ChartLine[] => {
        const values = read(data.nodes[one]!)
        return values.some((value) => value !== null) ? [{ name: title(one), values }] : []
      })
    return {
      throughput: throughput.slice(0, MOST_LINES),
      lag: by(({ lagMs }) => lagMs).slice(0, MOST_LINES),
      busy: by(({ busy }) => busy).slice(0, MOST_LINES),
    }
  }, [data, pipeline, language, node, definitionOf])
  if (!deployed) return <Nothing title={t('metrics.deploy')}>{t('metrics.deployHint')}</Nothing>
  if (!data || !lines || data.at.length < 2) return <Nothing title={t('metrics.waiting')} />
  const seconds = data.at.map((at) => at / 1000)
  return (
    <>
      <Aside>
        {checkpoint && (
          <span className="num quiet">
            {t('metrics.checkpoint', {
              epoch: checkpoint.epoch,
              took: checkpoint.ms === undefined ? '–' : formatSpan(checkpoint.ms, language),
              size: formatBytes(checkpoint.bytes),
            })}
          </span>
        )}
        <span className="quiet">{node === undefined ? t('metrics.all') : nodeTitle(pipeline, node, language)}</span>
      </Aside>
      <div className="charts">
        <Chart
          title={t('metrics.throughput')}
          unit={t('metrics.rowsPerSecond')}
          seconds={seconds}
          lines={lines.throughput}
          format={(value) => formatRate(value, language)}
        />
        <Chart
          title={t('metrics.lag')}
          unit={t('metrics.lagUnit')}
          seconds={seconds}
          lines={lines.lag}
          format={(value) => formatSpan(value, language)}
        />
        <Chart
          title={t('metrics.busy')}
          unit={t('metrics.busyUnit')}
          seconds={seconds}
          lines={lines.busy}
          most={1}
          format={(value) => `${Math.round(value * 100)}%`}
        />
      </div>
    </>
  )
}
