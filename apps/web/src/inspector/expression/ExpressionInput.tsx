import type { Diagnostic, Fix } from '@millrace/language'
import { useLayoutEffect, useRef } from 'react'
import type { ExpressionScope } from '../context.ts'

export interface ExpressionInputProps {
  label: string
  value: string
  scope: ExpressionScope
  problems: readonly Diagnostic[]
  placeholder?: string
  /** One line, beside other controls. */
  compact?: boolean
  onChange(text: string): void
  onBlur(): void
  onFix(problem: Diagnostic, fix: Fix): void
}

/** An expression as text; what is wrong with it stands under it. */
export function ExpressionInput({
  label,
  value,
  problems,
  placeholder,
  compact = false,
  onChange,
  onBlur,
}: ExpressionInputProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: its height follows its text
  useLayoutEffect(() => {
    const area = field.current
    if (!area || compact) return
    area.style.height = 'auto'
    area.style.height = `${area.scrollHeight + 2}px`
  }, [value, compact])
  const invalid = problems.some(({ severity }) => severity === 'error')
  return (
    <textarea
      ref={field}
      className={`control mono expression${compact ? ' compact' : ''}`}
      data-expression
      rows={1}
      value={value}
      aria-label={label}
      aria-invalid={invalid || undefined}
      placeholder={placeholder}
      spellCheck={false}
      autoCapitalize="off"
      onChange={(event) => onChange(compact ? event.target.value.replaceAll('\n', ' ') : event.target.value)}
      onBlur={onBlur}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && compact) event.preventDefault()
      }}
    />
  )
}
