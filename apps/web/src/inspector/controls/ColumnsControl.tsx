import { useT } from '../../i18n/language.ts'
import { type ControlProps, scopeFor, useForm, useProblemsAt, useValue } from '../context.ts'
import { ExpressionInput } from '../expression/ExpressionInput.tsx'
import { Problems, textOf } from '../Form.tsx'
import { freeName } from './AggregatesControl.tsx'
import { Items } from './Items.tsx'

/** Computed fields: a name and how it is computed. */
export function ColumnsControl({ field, path }: ControlProps) {
  return (
    <Items field={field} path={path} fresh={(items) => ({ as: freeName('field', items), expr: '' })}>
      {(at) => <Column field={field} path={at} />}
    </Items>
  )
}

function Column({ field, path }: ControlProps) {
  const form = useForm()
  const t = useT()
  const [as, expr] = [
    [...path, 'as'],
    [...path, 'expr'],
  ]
  return (
    <div className="computed">
      <label className="computed-name mono">
        <input
          aria-label={t('columns.name')}
          value={textOf(useValue(as))}
          placeholder={t('columns.name')}
          spellCheck={false}
          onChange={(event) => form.set(as, event.target.value)}
          onBlur={form.settle}
        />
        <span>=</span>
      </label>
      <Problems path={as} />
      <ExpressionInput
        label={t('columns.expression')}
        value={textOf(useValue(expr))}
        scope={scopeFor(form, expr, field.fields.find(({ name }) => name === 'expr')!)}
        problems={useProblemsAt(expr)}
        onChange={(text) => form.set(expr, text)}
        onBlur={form.settle}
        onFix={form.fix}
      />
      <Problems path={expr} />
    </div>
  )
}
