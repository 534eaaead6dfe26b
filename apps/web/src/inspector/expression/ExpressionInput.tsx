import { aggregateDefinitions } from '@millrace/algebra'
import type { Diagnostic, Fix } from '@millrace/language'
import { typeOf } from '@millrace/language'
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
  return (
    <div className="expression-input" data-expression>
      <ExpressionEditor
        label={label}
        value={value}
        fields={scope.fields}
        qualified={scope.qualified}
        {...(aggregates && { aggregates })}
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
