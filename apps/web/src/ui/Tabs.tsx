import type { KeyboardEvent, ReactNode } from 'react'

export interface Tab<V extends string = string> {
  readonly value: V
  readonly label: string
  readonly count?: number | undefined
  readonly tone?: 'bad' | 'busy' | undefined
}

interface TabsProps<V extends string> {
  label: string
  tabs: readonly Tab<V>[]
  value: V
  onChange(value: V): void
  className?: string
  children?: ReactNode
  /** Id of the panel that they show. */
  panel: string
}

export function Tabs<V extends string>({
  label,
  tabs,
  value,
  onChange,
  className = '',
  children,
  panel,
}: TabsProps<V>) {
  const walk = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const at = tabs.findIndex((tab) => tab.value === value)
    const next = tabs[(at + step + tabs.length) % tabs.length]!
    onChange(next.value)
    event.currentTarget.querySelector<HTMLElement>(`[data-tab="${next.value}"]`)?.focus()
  }
  return (
    <div className={`tabs ${className}`}>
      <div className="tab-list" role="tablist" aria-label={label} onKeyDown={walk}>
        {tabs.map((tab) => (
          <button
            key={tab.value}
            type="button"
            role="tab"
            data-tab={tab.value}
            aria-selected={tab.value === value}
            aria-controls={panel}
            tabIndex={tab.value === value ? 0 : -1}
            className="tab"
            onClick={() => onChange(tab.value)}
          >
            {tab.label}
            {tab.count !== undefined && <span className={`count ${tab.tone ?? ''}`}>{tab.count}</span>}
          </button>
        ))}
      </div>
      {children}
    </div>
  )
}
