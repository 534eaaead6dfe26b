import { type AggregateParameter, aggregateDefinition, aggregateDefinitions } from '@millrace/algebra'
import type { Json } from '@millrace/language'
import { labelOf } from '@millrace/operators'
import type { ConfigPath } from '@millrace/pipeline'
import { ListFilter } from 'lucide-react'
import { useState } from 'react'
import { CUSTOM, CUSTOM_PARTS, withArgument, withFunction } from '../../editor/aggregates.ts'
import type { FormField } from '../../editor/form.ts'
import { useLanguage, useT } from '../../i18n/language.ts'
import { Select } from '../../ui/Select.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { type ControlProps, scopeFor, useForm, useProblemsAt, useValue } from '../context.ts'
import { ExpressionInput } from '../expression/ExpressionInput.tsx'
import { FieldRow, listOf, Part, Problems, textOf } from '../Form.tsx'
import { Items } from './Items.tsx'

/** Which aggregates are computed, of what, under which name. */
export function AggregatesControl({ field, path }: ControlProps) {
  return (
    <Items field={field} path={path} fresh={(items) => ({ fn: 'count', as: freeName('count', items) })}>
      {(at) => <Aggregate field={field} path={at} />}
    </Items>
  )
}

/** A name that no other item has. */
export function freeName(wanted: string, items: readonly Json[]): string {
  const taken = new Set(items.map((item) => textOf((item as { as?: Json } | null)?.as)))
  if (!taken.has(wanted)) return wanted
  for (let n = 2; ; n++) if (!taken.has(`${wanted}_${n}`)) return `${wanted}_${n}`
}

/** Characters of a value that fit between function and name. */
const FITTING = 8

function Aggregate({ field, path }: ControlProps) {
  const { set, settle } = useForm()
  const language = useLanguage()
  const t = useT()
  const fn = textOf(useValue([...path, 'fn']))
  const as = textOf(useValue([...path, 'as']))
  const item = useValue(path)
  const value = textOf(useValue([...path, 'of']))
  const where = useValue([...path, 'where'])
  const distinct = useValue([...path, 'distinct'])
  const [more, setMore] = useState(where !== undefined || distinct !== undefined)
  const definition = aggregateDefinition(fn)
  const inner = (name: string) => field.fields.find((candidate) => candidate.name === name)!
  return (
    <>
      <div className={value.length > FITTING ? 'aggregate long' : 'aggregate'}>
        <Select
          label={t('aggregate.fn')}
          value={fn || null}
          options={[
            ...aggregateDefinitions.map(({ fn: name, summary, zh }) => ({
              value: name,
              label: name,
              hint: shortHint(language === 'zh' ? zh : summary),
            })),
            { value: CUSTOM, label: CUSTOM, hint: t('aggregate.custom') },
          ]}
          onChange={(next) => {
            set(path, withFunction(item as { [name: string]: Json }, next))
            settle()
          }}
        />
        {fn === CUSTOM ? (
          <span />
        ) : (
          <Argument
            field={inner('of')}
            path={[...path, 'of']}
            placeholder={definition?.argument === 'required' ? t('aggregate.value') : '*'}
          />
        )}
        <span className="as">as</span>
        <input
          className="control mono"
          aria-label={t('aggregate.as')}
          value={as}
          placeholder={t('aggregate.as')}
          spellCheck={false}
          onChange={(event) => set([...path, 'as'], event.target.value)}
          onBlur={settle}
        />
        <button
          type="button"
          className={`item-more${more ? ' on' : ''}`}
          aria-label={t('aggregate.more')}
          aria-expanded={more}
          onClick={() => setMore(!more)}
        >
          <ListFilter size={14} />
        </button>
      </div>
      <Problems path={[...path, 'fn']} />
      <Problems path={[...path, 'of']} />
      <Problems path={[...path, 'as']} />
      {definition?.parameters && (
        <div className="form-nested">
          {definition.parameters.map((parameter, i) => (
            <Parameter key={parameter.name} parameter={parameter} index={i} field={inner('args')} path={path} />
          ))}
        </div>
      )}
      {fn === CUSTOM && (
        <div className="form-nested">
          {CUSTOM_PARTS.map((name) => (
            <FieldRow key={name} field={inner(name)} path={[...path, name]} />
          ))}
        </div>
      )}
      {more && (
        <div className="form-nested">
          <Part title={t('aggregate.where')}>
            <Argument field={inner('where')} path={[...path, 'where']} placeholder={t('aggregate.always')} />
            <Problems path={[...path, 'where']} />
          </Part>
          <Part title={t('aggregate.distinct')}>
            <Switch
              label={t('aggregate.distinct')}
              checked={distinct === true}
              onChange={(checked) => {
                set([...path, 'distinct'], checked ? true : undefined)
                settle()
              }}
            />
          </Part>
        </div>
      )}
    </>
  )
}

function Argument({ field, path, placeholder }: { field: FormField; path: ConfigPath; placeholder: string }) {
  const form = useForm()
  const t = useT()
  return (
    <ExpressionInput
      label={t('aggregate.value')}
      value={textOf(useValue(path))}
      placeholder={placeholder}
      scope={scopeFor(form, path, field)}
      problems={useProblemsAt(path)}
      condition={field.name === 'where'}
      onChange={(text) => form.set(path, text === '' ? undefined : text)}
      onBlur={form.settle}
      onFix={form.fix}
    />
  )
}

interface ParameterProps extends ControlProps {
  parameter: AggregateParameter
  index: number
}

/** What a function needs besides its value: the separator of a list, the fraction of a percentile. */
function Parameter({ parameter, index, field, path }: ParameterProps) {
  const form = useForm()
  const language = useLanguage()
  const at = [...path, 'args', index]
  const args = listOf(useValue([...path, 'args']))
  const { summary, zh, name } = parameter
  const said = language === 'zh' ? zh : summary
  return (
    <Part title={language === 'zh' ? shortHint(zh) : labelOf(name)} hint={said}>
      <ExpressionInput
        label={name}
        value={textOf(args[index])}
        placeholder={parameter.default === undefined ? name : JSON.stringify(parameter.default)}
        scope={scopeFor(form, at, field)}
        problems={useProblemsAt(at)}
        onChange={(text) => form.set([...path, 'args'], withArgument(args, index, text))}
        onBlur={form.settle}
        onFix={form.fix}
      />
      <Problems path={at} />
    </Part>
  )
}

const shortHint = (text: string) => (text.length > 44 ? `${text.slice(0, 43)}…` : text.replace(/[.。]$/, ''))
