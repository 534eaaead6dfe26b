import { BUSY, HELD } from '../canvas/Metrics.tsx'
import { useNodeNumbers } from '../editor/hooks.ts'
import { formatBytes, formatCount, formatPercent, formatRate, formatSpan } from '../i18n/format.ts'
import { useLanguage, useT } from '../i18n/language.ts'

/** How a node is doing, in full. */
export function RunPanel({ id }: { id: string }) {
  const t = useT()
  const language = useLanguage()
  const numbers = useNodeNumbers(id)
  if (!numbers) return <p className="inspector-hint">{t('runPanel.waiting')}</p>
  const { busy, held, lag, watermark, ended, trouble } = numbers
  const rows: [string, string, string?][] = [
    [t('runPanel.in'), formatRate(numbers.rateIn, language)],
    [t('runPanel.out'), formatRate(numbers.rateOut, language)],
    [t('runPanel.rowsIn'), formatCount(numbers.rowsIn ?? 0, language)],
    [t('runPanel.rowsOut'), formatCount(numbers.rowsOut ?? 0, language)],
    ...(busy === undefined
      ? []
      : [[t('runPanel.busy'), formatPercent(busy), busy >= BUSY ? 'busy-text' : ''] as [string, string, string]]),
    ...(held === undefined
      ? []
      : [[t('runPanel.held'), formatPercent(held), held > HELD ? 'bad-text' : ''] as [string, string, string]]),
    [t('runPanel.watermark'), ended ? t('runPanel.ended') : watermark === undefined ? '–' : formatMoment(watermark)],
    ...(lag === undefined || ended ? [] : [[t('runPanel.lag'), formatSpan(lag, language)] as [string, string]]),
    [t('runPanel.late'), formatCount(numbers.late ?? 0, language), (numbers.late ?? 0) > 0 ? 'busy-text' : ''],
    [t('runPanel.failed'), formatCount(numbers.failed ?? 0, language), (numbers.failed ?? 0) > 0 ? 'bad-text' : ''],
    [
      t('runPanel.rejected'),
      formatCount(numbers.rejected ?? 0, language),
      (numbers.rejected ?? 0) > 0 ? 'busy-text' : '',
    ],
    [t('runPanel.state'), formatCount(numbers.state ?? 0, language)],
    [t('runPanel.stateBytes'), formatBytes(numbers.stateBytes ?? 0)],
  ]
  return (
    <>
      {trouble !== undefined && <p className="run-note busy">{trouble}</p>}
      {busy !== undefined && busy >= BUSY && (
        <p className="run-note busy">{t('runPanel.pace', { share: formatPercent(busy) })}</p>
      )}
      {held !== undefined && held > HELD && (
        <p className="run-note bad">{t('runPanel.heldNote', { share: formatPercent(held) })}</p>
      )}
      <dl className="facts">
        {rows.map(([name, value, tone = '']) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className={`mono num ${tone}`}>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}

/** A point of event time, as documents write it. */
const formatMoment = (at: number) => {
  const iso = new Date(at).toISOString()
  return `${iso.slice(0, 10)} ${iso.slice(11, 21)}`
}
