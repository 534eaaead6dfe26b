import type { ConnectionLineComponentProps } from '@xyflow/react'
import { edgeCurve } from '../editor/edgePath.ts'

/** The edge that is being drawn. */
export function ConnectionLine({ fromX, fromY, toX, toY, fromHandle, connectionStatus }: ConnectionLineComponentProps) {
  const backwards = fromHandle.type === 'target'
  const ends = backwards ? { fromX: toX, fromY: toY, toX: fromX, toY: fromY } : { fromX, fromY, toX, toY }
  const { path } = edgeCurve({ ...ends, down: fromHandle.position === 'bottom' })
  return (
    <g className={`edge drawing ${connectionStatus ?? ''}`}>
      <path d={path} className="edge-core" />
    </g>
  )
}
