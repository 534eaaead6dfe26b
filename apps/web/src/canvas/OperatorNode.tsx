import { Handle, type Node, type NodeProps, Position } from '@xyflow/react'
import { memo } from 'react'
import { useNodeNumbers } from '../editor/hooks.ts'
import type { PortPlace } from '../editor/nodeShape.ts'
import { type Translate, useLanguage, useT } from '../i18n/language.ts'
import { OperatorTile } from '../icons/operatorIcon.tsx'
import { Metrics } from './Metrics.tsx'
import { SinkValue } from './SinkValue.tsx'
import type { NodeView } from './views.ts'

export type OperatorFlowNode = Node<{ view: NodeView }, 'operator'>

/** The one component that draws every operator. */
export const OperatorNode = memo(function OperatorNode({ data: { view }, selected }: NodeProps<OperatorFlowNode>) {
  const t = useT()
  const language = useLanguage()
  const { id, title, group, icon, code, shape, errors, warnings, change, display, metrics } = view
  const numbers = useNodeNumbers(id)
  const failed = view.failed || numbers?.trouble !== undefined
  return (
    <div
      className={`node${selected ? ' selected' : ''}${errors > 0 || failed ? ' wrong' : ''}`}
      style={{ width: shape.width, height: shape.height }}
    >
      {change && change !== 'removed' && (
        <span className="node-change">{t(change === 'added' ? 'node.new' : 'node.changed')}</span>
      )}
      {errors > 0 && <span className="node-badge">{errors}</span>}
      {errors === 0 && view.failed && <span className="node-badge">!</span>}
      {errors === 0 && !view.failed && warnings > 0 && <span className="node-badge warning">{warnings}</span>}
      <div className="node-head">
        <OperatorTile name={icon} group={group} />
        <span className="node-title cut">{title}</span>
      </div>
      {shape.lines.length > 0 && (
        <div className={`node-summary${code ? ' code' : ''}`}>
          {shape.lines.map((line, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
            <div key={i}>{line}</div>
          ))}
        </div>
      )}
      {display && <SinkValue node={id} display={display} />}
      {metrics.length > 0 && <Metrics metrics={metrics} numbers={numbers} language={language} />}
      {view.places.map((place) => (
        <Gate key={`${place.kind} ${place.name}`} place={place} view={view} t={t} />
      ))}
    </div>
  )
})

const SIDES = { input: Position.Left, output: Position.Right, side: Position.Bottom } as const

function Gate({ place: { name, kind, x, y }, view, t }: { place: PortPlace; view: NodeView; t: Translate }) {
  const connected = view.connected.has(`${kind === 'input' ? 'in' : 'out'}:${name}`)
  const tone = kind === 'side' ? (name === 'late' ? 'late' : 'side') : ''
  const label = t(kind === 'input' ? 'port.input' : 'port.output', { name })
  return (
    <Handle
      id={name}
      type={kind === 'input' ? 'target' : 'source'}
      position={SIDES[kind]}
      className={`gate ${kind} ${tone} ${connected ? 'connected' : 'free'}`}
      style={gateStyle(kind, x, y)}
      role="img"
      aria-label={label}
      title={label}
    />
  )
}

export const GATE = { long: 13, thick: 5 }

const gateStyle = (kind: PortPlace['kind'], x: number, y: number) =>
  kind === 'side'
    ? { left: x - GATE.long / 2, top: y - GATE.thick / 2 - 1 }
    : { left: x - GATE.thick / 2 - (kind === 'output' ? 1 : 1), top: y - GATE.long / 2 - 1 }
