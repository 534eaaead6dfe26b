import { catalogue } from '@millrace/operators'
import type { Pipeline } from '@millrace/pipeline'
import { memo } from 'react'
import { createLookup } from '../editor/derived.ts'
import { graphPicture } from './graphPicture.ts'

const definitionOf = createLookup(catalogue)

export const GraphPicture = memo(function GraphPicture({
  pipeline,
  width,
  height,
}: {
  pipeline: Pipeline
  width: number
  height: number
}) {
  const { box, boxes, curves } = graphPicture(pipeline, definitionOf, { width, height })
  const size = Math.min(12, box.height * 0.46)
  const tile = { size, x: size / 2, y: (box.height - size) / 2, end: size * 2 }
  return (
    <svg className="graph-picture" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {curves.map(({ id, path, side }) => (
        <path key={id} d={path} className={side ? 'picture-edge side' : 'picture-edge'} />
      ))}
      {boxes.map(({ id, group, x, y }) => (
        <g key={id} className={`g-${group}`} transform={`translate(${x} ${y})`}>
          <rect className="picture-box" width={box.width} height={box.height} rx="3" />
          <rect className="picture-tile" x={tile.x} y={tile.y} width={tile.size} height={tile.size} rx="2" />
          <path
            className="picture-text"
            d={`M${tile.end} ${box.height * 0.4}H${box.width - 6}M${tile.end} ${box.height * 0.62}h${(box.width - 6 - tile.end) * 0.7}`}
          />
        </g>
      ))}
    </svg>
  )
})
