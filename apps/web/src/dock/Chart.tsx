import { useEffect, useRef } from 'react'
import UPlot from 'uplot'
import { useDark } from '../app/theme.ts'
import { formatClock } from '../i18n/format.ts'

export interface ChartLine {
  readonly name: string
  readonly values: readonly (number | null)[]
}

interface ChartProps {
  title: string
  unit: string
  seconds: readonly number[]
  lines: readonly ChartLine[]
  /** The upper end of the scale, when it is known. */
  most?: number
  format(value: number): string
}

const COLOURS = ['--accent', '--g-window', '--busy-f', '--g-source', '--g-pattern', '--g-enrich']

/** Lines over time; the newest values stand beside the names. */
export function Chart({ title, unit, seconds, lines, most, format }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null)
  const plot = useRef<UPlot | undefined>(undefined)
  const dark = useDark()
  const names = lines.map(({ name }) => name).join('\n')
  const formatter = useRef(format)
  formatter.current = format
  // biome-ignore lint/correctness/useExhaustiveDependencies: colours and lines are part of what is drawn
  useEffect(() => {
    const element = frame.current
    if (!element) return
    const style = getComputedStyle(document.documentElement)
    const colour = (name: string) => style.getPropertyValue(name).trim()
    const axis = {
      stroke: colour('--ink3'),
      font: '11px "Geist Mono Variable", monospace',
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { show: false },
    }
    const size = () => ({ width: Math.max(120, element.clientWidth), height: Math.max(60, element.clientHeight) })
    const made = new UPlot(
      {
        ...size(),
        legend: { show: false },
        cursor: { show: true, y: false, points: { size: 5 }, drag: { x: false, y: false } },
        scales: { y: { range: (_, __, high) => [0, most ?? Math.max(high || 0, 1e-3) * 1.12] } },
        axes: [
          {
            ...axis,
            size: 22,
            space: 70,
            values: (_, splits) => splits.map((at) => formatClock(at * 1000)),
            grid: { show: false },
          },
          {
            ...axis,
            side: 1,
            size: 62,
            space: 34,
            values: (_, splits) => splits.map((value) => (value === null ? '' : formatter.current(value))),
          },
        ],
        series: [
          {},
          ...lines.map((_, i) => ({
            stroke: colour(COLOURS[i % COLOURS.length]!),
            width: 1.5,
            points: { show: false },
            ...(i === 0 && lines.length === 1 && { fill: `${colour(COLOURS[0]!)}22` }),
          })),
        ],
      },
      [[], ...lines.map(() => [])] as UPlot.AlignedData,
      element,
    )
    plot.current = made
    const observer = new ResizeObserver(() => made.setSize(size()))
    observer.observe(element)
    return () => {
      observer.disconnect()
      made.destroy()
      plot.current = undefined
    }
  }, [dark, names, most])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a plot made anew needs its data
  useEffect(() => {
    plot.current?.setData([[...seconds], ...lines.map(({ values }) => [...values])] as UPlot.AlignedData)
  }, [seconds, lines, dark, names])
  return (
    <figure className="chart" data-chart={title}>
      <figcaption>
        <strong>{title}</strong> <span className="quiet">{unit}</span>
        <ul>
          {lines.map(({ name, values }, i) => {
            const value = values.findLast((one) => one !== null)
            return (
              <li key={name}>
                <span className="chart-key" style={{ background: `var(${COLOURS[i % COLOURS.length]})` }} />
                {name} <span className="mono num">{value === undefined || value === null ? '–' : format(value)}</span>
              </li>
            )
          })}
        </ul>
      </figcaption>
      <div className="chart-frame" ref={frame} aria-hidden="true" />
    </figure>
  )
}
