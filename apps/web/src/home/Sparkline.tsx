import { memo } from 'react'

interface SparklineProps {
  points: readonly number[]
  width?: number
  height?: number
  tone?: 'accent' | 'busy' | 'bad' | undefined
}

/** A line with the area under it, from zero to its largest value. */
export const Sparkline = memo(function Sparkline({
  points,
  width = 100,
  height = 24,
  tone = 'accent',
}: SparklineProps) {
  if (points.length < 2) return <svg width={width} height={height} aria-hidden="true" />
  const most = Math.max(...points, 1e-9)
  const step = width / (points.length - 1)
  const line = points
    .map((value, i) => `${(i * step).toFixed(1)},${(height - 1.5 - (value / most) * (height - 4)).toFixed(1)}`)
    .join(' L')
  return (
    <svg
      className={`sparkline ${tone}`}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
    >
      <path className="sparkline-area" d={`M0,${height} L${line} L${width},${height} Z`} />
      <path className="sparkline-line" d={`M${line}`} />
    </svg>
  )
})
