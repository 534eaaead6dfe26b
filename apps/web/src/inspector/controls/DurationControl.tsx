import { formatDuration, parseDuration } from '@millrace/language'
import { formatDurationWords } from '../../i18n/format.ts'
import { useLanguage } from '../../i18n/language.ts'
import { type ControlProps, useForm, useProblemsAt, useValue } from '../context.ts'
import { textOf, useLabel } from '../Form.tsx'

/** `90s`, `5m`, `1h 30m`: as it is typed, and beside it in words. */
export function DurationControl({ field, path }: ControlProps) {
  const { set, settle } = useForm()
  const language = useLanguage()
  const label = useLabel(field)
  const value = textOf(useValue(path))
  const invalid = useProblemsAt(path).length > 0
  const standard = typeof field.default === 'number' ? formatDuration(field.default) : textOf(field.default)
  const ms = millis(value === '' ? standard : value)
  return (
    <div className={`control duration ${invalid ? 'invalid' : ''}`}>
      <input
        value={value}
        aria-label={label}
        aria-invalid={invalid || undefined}
        placeholder={standard || '1m'}
        spellCheck={false}
        onChange={(event) => set(path, event.target.value === '' && field.optional ? undefined : event.target.value)}
        onBlur={settle}
      />
      {ms !== undefined && (
        <span className="control-hint">{`${ms < 0 ? '−' : ''}${formatDurationWords(Math.abs(ms), language)}`}</span>
      )}
    </div>
  )
}

function millis(text: string): number | undefined {
  const negative = text.trim().startsWith('-')
  const ms = parseDuration(negative ? text.trim().slice(1) : text)
  return ms !== undefined && negative ? -ms : ms
}
