import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react'
import { memo } from 'react'
import { edgeCurve } from '../editor/edgePath.ts'
import { useNodeNumbers, usePortNumbers, usePreview, useRun } from '../editor/hooks.ts'
import { isRunning } from '../editor/run.ts'
import { formatRate, formatShort } from '../i18n/format.ts'
import { useLanguage, useT } from '../i18n/language.ts'
import { HELD } from './Metrics.tsx'

export interface FlowEdgeData extends Record<string, unknown> {
  readonly port: string
  readonly name: string
  readonly node: string
  readonly kind: 'main' | 'late' | 'side'
}
export type OperatorEdge = Edge<FlowEdgeData, 'flow'>

/** One edge: a core, a casing around it while water flows, and a label. */
export const FlowEdge = memo(function FlowEdge({
  id,
  sourceX,
  sourceY,
  targetX,
  targetY,
  selected,
  data,
  ...rest
}: EdgeProps<OperatorEdge>) {
  const { port, name, node, kind } = data!
  const t = useT()
  const language = useLanguage()
  const running = useRun(isRunning)
  const numbers = usePortNumbers(port)
  const held = (useNodeNumbers(node)?.held ?? 0) > HELD
  const down = kind !== 'main'
  const { path, labelX, labelY, level } = edgeCurve({
    fromX: sourceX,
    fromY: sourceY,
    toX: targetX,
    toY: targetY,
    down,
  })
  const flowing = running && numbers !== undefined && numbers.rate > 0
  const look = [kind, selected ? 'selected' : '', flowing ? 'flowing' : '', flowing && held ? 'held' : ''].join(' ')
  const previewed = usePreview(({ ports }) => ports[port]?.count)
  const rate = running
    ? numbers
      ? formatRate(numbers.rate, language)
      : ''
    : previewed === undefined
      ? ''
      : formatShort(previewed)
  const text = down ? [portName(name, t), rate].filter(Boolean).join(' ') : rate
  return (
    <g className={`edge ${look}`} style={{ '--weight': weight(numbers?.rate) } as React.CSSProperties}>
      <path d={path} className="edge-casing" />
      <BaseEdge id={id} path={path} className="edge-core" interactionWidth={rest.interactionWidth ?? 20} />
      {text !== '' && (
        <EdgeLabelRenderer>
          <div
            className={`edge-label num ${look}${level ? ' level' : ''}`}
            style={{
              transform: `translate(-50%, ${level ? '-100%' : '-50%'}) translate(${labelX}px, ${labelY - (level ? 4 : 0)}px)`,
            }}
          >
            {text}
          </div>
        </EdgeLabelRenderer>
      )}
    </g>
  )
})

/** 0 to 1 by the logarithm of the rate: one row per second is thin, a hundred thousand is thick. */
const weight = (rate = 0) => Math.min(1, Math.max(0, Math.log10(rate + 1) / 5))

const NAMED = new Set(['late', 'failed', 'rejected', 'timedOut', 'otherwise'])
const portName = (name: string, t: ReturnType<typeof useT>) =>
  NAMED.has(name) ? t(`port.${name}` as 'port.late') : name
