import { aggregateDefinitions } from '@millrace/algebra'
import { type Diagnostic, type Fix, type Row, rowFromJson, typeOf } from '@millrace/language'
import { useMemo } from 'react'
import { ExpressionEditor } from '../../expression/ExpressionEditor.tsx'
import { sentenceText } from '../../i18n/diagnostics.ts'
import { useLanguage } from '../../i18n/language.ts'
import type { ExpressionScope } from '../context.ts'

export interface ExpressionInputProps {
  label: string
  value: string
  scope: ExpressionScope
  problems: readonly Diagnostic[]
  placeholder?: string
  /** It has to be true or false. */
  condition?: boolean
  onChange(text: string): void
  onBlur(): void
  onFix(problem: Diagnostic, fix: Fix): void
}

/** The sample in the order of the fields; nothing when it does not fit them any more. */
function sampleOf(fields: ExpressionScope['fields'], sample: ExpressionScope['sample']): Row | undefined {
  if (!sample || fields.some(({ name }) => !Object.hasOwn(sample, name))) return undefined
  try {
    return rowFromJson(sample, fields)
  } catch {
    // It was made before a type was changed; the next preview brings another one.
    return undefined
  }
}

const BOOLEAN = typeOf('BOOLEAN').type

/** An expression, with completion and what is wrong with it in place. */
export function ExpressionInput(props: ExpressionInputProps) {
  const { label, value, scope, problems, placeholder, condition = false, onChange, onBlur, onFix } = props
  const language = useLanguage()
  const aggregates = useMemo(
    () =>
      scope.aggregates
        ? aggregateDefinitions.map(({ fn, summary, zh }) => ({ name: fn, summary: language === 'zh' ? zh : summary }))
        : undefined,
    [scope.aggregates, language],
  )
  const { fields, sample } = scope
  const sampleRow = useMemo(() => sampleOf(fields, sample), [fields, sample])
  return (
    <div className="expression-input" data-expression>
      <ExpressionEditor
        label={label}
        value={value}
        fields={fields}
        qualified={scope.qualified}
        {...(aggregates && { aggregates })}
        {...(sampleRow && { sampleRow })}
        {...(condition && { expected: BOOLEAN })}
        language={language}
        problems={problems}
        sentence={(english) => sentenceText(english, language)}
        {...(placeholder !== undefined && { placeholder })}
        onChange={onChange}
        onBlur={onBlur}
        onFix={onFix}
      />
    </div>
  )
}
