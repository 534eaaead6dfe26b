import { Select as Base } from '@base-ui/react/select'
import { Check, ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'

export interface Option<V extends string = string> {
  readonly value: V
  readonly label: string
  /** Behind the label, in grey. */
  readonly hint?: string | undefined
  readonly icon?: ReactNode
}

interface SelectProps<V extends string> {
  label: string
  value: V | null
  options: readonly Option<V>[]
  onChange(value: V): void
  placeholder?: string | undefined
  className?: string
  invalid?: boolean
  /** Data font, for names of fields and types. */
  code?: boolean
}

export function Select<V extends string>({
  label,
  value,
  options,
  onChange,
  placeholder = '',
  className = '',
  invalid,
  code,
}: SelectProps<V>) {
  const chosen = options.find((option) => option.value === value)
  return (
    <Base.Root value={value} onValueChange={(next) => next !== null && onChange(next as V)} items={[...options]}>
      <Base.Trigger
        aria-label={label}
        aria-invalid={invalid || undefined}
        className={`control select${code ? ' mono' : ''} ${className}`}
      >
        <span className={chosen || value ? 'cut select-value' : 'cut select-value placeholder'}>
          {chosen?.label ?? value ?? placeholder}
        </span>
        {chosen?.hint && <span className="control-hint">{chosen.hint}</span>}
        <Base.Icon className="select-icon">
          <ChevronDown size={13} />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className="layer" sideOffset={4} alignItemWithTrigger={false}>
          <Base.Popup className="popup menu select-popup scroll">
            {options.map((option) => (
              <Base.Item key={option.value} value={option.value} className={`menu-item${code ? ' mono' : ''}`}>
                <span className="menu-icon">
                  {option.icon}
                  <Base.ItemIndicator>{option.icon ? null : <Check size={14} />}</Base.ItemIndicator>
                </span>
                <Base.ItemText className="menu-label">{option.label}</Base.ItemText>
                {option.hint && <span className="menu-hint">{option.hint}</span>}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
