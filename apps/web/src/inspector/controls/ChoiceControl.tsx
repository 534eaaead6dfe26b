import { formatDuration, type Json } from '@millrace/language'
import { translate } from '@millrace/operators'
import type { Choice, FormField } from '../../editor/form.ts'
import { choiceText } from '../../i18n/choices.ts'
import { useLanguage, useT } from '../../i18n/language.ts'
import { Select } from '../../ui/Select.tsx'
import { type ControlProps, useForm, useProblemsAt, useValue } from '../context.ts'
import { Fields, useLabel } from '../Form.tsx'

/** One of several values. A variant has settings of its own, which stand under it. */
export function ChoiceControl({ field, path }: ControlProps) {
  const { set, settle, definition } = useForm()
  const language = useLanguage()
  const t = useT()
  const value = useValue(path) ?? shownDefault(field)
  const chosen = field.choices.find((choice) => isChosen(choice, value))
  const invalid = useProblemsAt(path).length > 0
  const options = field.choices.map((choice) => ({
    value: String(choice.value),
    label: choiceText(String(choice.value), language),
    hint: choice.description === '' ? undefined : shortened(translate(choice.description, language, definition)),
  }))
  const none = field.optional && field.default === undefined
  const choose = (text: string) => {
    const choice = field.choices.find((candidate) => String(candidate.value) === text)
    set(path, choice && started(choice, value))
    settle()
  }
  return (
    <>
      <Select
        label={useLabel(field)}
        value={chosen ? String(chosen.value) : none ? NONE : null}
        options={none ? [{ value: NONE, label: t('choice.none') }, ...options] : options}
        invalid={invalid}
        onChange={choose}
      />
      {chosen && chosen.fields.length > 0 && (
        <div className="form-nested">
          <Fields fields={chosen.fields} path={chosen.kind === 'object' ? path : path} />
        </div>
      )}
    </>
  )
}

const NONE = '—'

const shownDefault = (field: FormField): Json | undefined =>
  typeof field.default === 'number' && field.control === 'duration' ? formatDuration(field.default) : field.default

function isChosen({ kind, value: wanted }: Choice, value: Json | undefined): boolean {
  if (kind === 'value') return value === wanted
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return kind === 'variant' ? (value as Record<string, Json>).type === wanted : Object.hasOwn(value, String(wanted))
}

/** The new value: settings that both variants know stay. */
function started({ kind, value, fields }: Choice, before: Json | undefined): Json {
  if (kind === 'value') return value
  if (kind === 'object') return { [String(value)]: '' }
  const old =
    typeof before === 'object' && before !== null && !Array.isArray(before) ? (before as Record<string, Json>) : {}
  const kept = fields.flatMap(({ name }): [string, Json][] => (old[name] === undefined ? [] : [[name, old[name]]]))
  return { type: value, ...Object.fromEntries(kept) }
}

const shortened = (text: string) => (text.length > 46 ? '' : text.replace(/[.。]$/, ''))
