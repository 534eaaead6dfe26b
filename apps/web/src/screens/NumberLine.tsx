import { memo } from 'react'
import type { NumberState } from '../api/types.ts'
import { formatClock } from '../i18n/format.ts'

const WIDTH = 880

/** How a number came to be what it is. */
export const NumberLine = memo(function NumberLine({
  points,
  height,
}: {
  points: NumberState['history']
  height: number
}) {
  const known = points.filter((point): point is { at: number; value: number } => point.value !== null)
  if (known.length < 2) return <svg className="number-line" viewBox={`0 0 ${WIDTH} ${height}`} aria-hidden="true" />
  const [first, last] = [known[0]!.at, known.at(-1)!.at]
  const values = known.map(({ value }) => value)
  const [low, high] = [Math.min(0, ...values), Math.max(...values, 1e-9)]
  const x = (at: number) => ((at - first) / Math.max(1, last - first)) * WIDTH
  const y = (value: number) => height - 22 - ((value - low) / (high - low)) * (height - 34)
  const line = known.map(({ at, value }) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' L')
  return (
    <svg className="number-line" viewBox={`0 0 ${WIDTH} ${height}`} aria-hidden="true">
      <path className="sparkline-area" d={`M0,${height - 20} L${line} L${WIDTH},${height - 20} Z`} />
      <path className="sparkline-line" d={`M${line}`} />
      <circle cx={x(last)} cy={y(values.at(-1)!)} r="4" className="number-dot" />
      <text x="0" y={height - 4}>
        {formatClock(first)}
      </text>
      <text x={WIDTH} y={height - 4} textAnchor="end">
        {formatClock(last)}
      </text>
    </svg>
  )
})
