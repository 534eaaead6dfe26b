import { catalogue } from '@millrace/operators'
import type { Pipeline } from '@millrace/pipeline'
import { memo } from 'react'
import { createLookup } from '../editor/derived.ts'
import { BOX, graphPicture } from './graphPicture.ts'

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
  const { boxes, curves } = graphPicture(pipeline, definitionOf, { width, height })
  return (
    <svg className="graph-picture" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {curves.map(({ id, path, side }) => (
        <path key={id} d={path} className={side ? 'picture-edge side' : 'picture-edge'} />
      ))}
      {boxes.map(({ id, group, x, y }) => (
        <g key={id} className={`g-${group}`} transform={`translate(${x} ${y})`}>
          <rect className="picture-box" width={BOX.width} height={BOX.height} rx="3" />
          <rect className="picture-tile" x="6" y="7" width="12" height="12" rx="2" />
          <path className="picture-text" d="M24 10.5h17M24 15.5h12" />
        </g>
      ))}
    </svg>
  )
})
