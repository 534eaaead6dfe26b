import { memo } from 'react'
import type { NodeNumbers } from '../editor/live.ts'
import { formatCount, formatPercent, formatRate, formatShort, formatSpan } from '../i18n/format.ts'
import { type Language, useT } from '../i18n/language.ts'
import type { MetricName } from './display.ts'

interface MetricsProps {
  metrics: readonly MetricName[]
  numbers: NodeNumbers | undefined
  language: Language
}

/** Live numbers of a node, each in a row of its own that is there before the first number comes. */
export const Metrics = memo(function Metrics({ metrics, numbers, language }: MetricsProps) {
  const t = useT()
  return (
    <div className="node-metrics">
      <BusyBar busy={numbers?.busy ?? 0} held={numbers?.held ?? 0} />
      <dl>
        {metrics.map((name) => {
          const { text, tone } = numbers ? metricOf(name, numbers, language) : { text: '–', tone: '' }
          return (
            <div key={name}>
              <dt>{t(`metric.${name}`)}</dt>
              <dd className={`num ${tone}`}>{text}</dd>
            </div>
          )
        })}
      </dl>
    </div>
  )
})

export const BUSY = 0.7
export const HELD = 0.1

function BusyBar({ busy, held }: { busy: number; held: number }) {
  return (
    <div className="busy-bar" role="presentation">
      <span className={busy >= BUSY ? 'busy' : 'ok'} style={{ width: `${Math.min(1, busy) * 100}%` }} />
      <span className="bad" style={{ width: `${Math.min(1 - busy, held) * 100}%` }} />
    </div>
  )
}

type Shown = { text: string; tone: string }

/** A watermark that is this far behind is worth a colour. */
const LAGGING_MS = 60_000

function metricOf(name: MetricName, numbers: NodeNumbers, language: Language): Shown {
  const plain = (text: string, tone = ''): Shown => ({ text, tone })
  switch (name) {
    case 'in':
    case 'write':
      return plain(formatRate(numbers.rateIn, language))
    case 'out':
      return plain(formatRate(numbers.rateOut, language))
    case 'busy':
      return numbers.busy === undefined
        ? plain('–')
        : plain(formatPercent(numbers.busy), numbers.busy >= BUSY ? 'busy' : '')
    case 'lag':
      return numbers.lag === undefined
        ? plain('–')
        : plain(formatSpan(numbers.lag, language), numbers.lag > LAGGING_MS ? 'busy' : '')
    case 'state':
      return numbers.state === undefined ? plain('–') : plain(formatShort(numbers.state))
    case 'late':
      return plain(formatCount(numbers.late ?? 0, language), (numbers.late ?? 0) > 0 ? 'busy' : '')
  }
}
