import { memo, useLayoutEffect, useRef, useState } from 'react'
import type { NumberState } from '../api/types.ts'
import { formatClock, formatShort } from '../i18n/format.ts'
import { roundValues } from './scale.ts'

/** Below the line: the times at which it begins and ends. Above: room for the dot. */
const [BELOW, ABOVE] = [22, 12]
/** The least room between two lines of the scale. */
const LINE_EVERY = 48

/** How a number came to be what it is, as large as the room that it is given. */
export const NumberLine = memo(function NumberLine({ points }: { points: NumberState['history'] }) {
  const frame = useRef<HTMLDivElement>(null)
  const [{ width, height }, setSize] = useState({ width: 0, height: 0 })
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => setSize(entry!.contentRect))
    observer.observe(frame.current!)
    return () => observer.disconnect()
  }, [])
  const known = points.filter((point): point is { at: number; value: number } => point.value !== null)
  const drawn = known.length >= 2 && height > BELOW + ABOVE
  return (
    <div className="number-line" ref={frame}>
      {drawn && <Line {...{ known, width, height }} />}
    </div>
  )
})

interface LineProps {
  known: readonly { readonly at: number; readonly value: number }[]
  width: number
  height: number
}

function Line({ known, width, height }: LineProps) {
  const [first, last] = [known[0]!.at, known.at(-1)!.at]
  const values = known.map(({ value }) => value)
  const [low, high] = [Math.min(0, ...values), Math.max(...values, 1e-9)]
  const floor = height - BELOW
  const x = (at: number) => ((at - first) / Math.max(1, last - first)) * width
  const y = (value: number) => floor - ((value - low) / (high - low)) * (floor - ABOVE)
  const line = known.map(({ at, value }) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' L')
  return (
    <svg width={width} height={height} aria-hidden="true">
      {roundValues(low, high, Math.min(4, Math.floor((floor - ABOVE) / LINE_EVERY))).map((value) => (
        <g key={value}>
          <line x1="0" x2={width} y1={y(value)} y2={y(value)} className="number-scale" />
          <text x="0" y={y(value) - 5}>
            {value < 0 ? '−' : ''}
            {formatShort(Math.abs(value))}
          </text>
        </g>
      ))}
      <path className="sparkline-area" d={`M0,${floor} L${line} L${width},${floor} Z`} />
      <path className="sparkline-line" d={`M${line}`} />
      <circle cx={x(last)} cy={y(values.at(-1)!)} r="4" className="number-dot" />
      <text x="0" y={height - 4}>
        {formatClock(first)}
      </text>
      <text x={width} y={height - 4} textAnchor="end">
        {formatClock(last)}
      </text>
    </svg>
  )
}
