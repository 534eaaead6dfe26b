import { ContextMenu as BaseContext } from '@base-ui/react/context-menu'
import { Menu as Base } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'

export interface MenuEntry {
  readonly label: string
  readonly icon?: ReactNode
  readonly keys?: string | undefined
  readonly checked?: boolean
  readonly danger?: boolean
  readonly disabled?: boolean
  /** A line above it. */
  readonly first?: boolean
  run(): void
}

interface MenuProps {
  trigger: ReactElement<Record<string, unknown>>
  entries: readonly MenuEntry[]
  align?: 'start' | 'end'
  side?: 'top' | 'bottom'
}

export function Menu({ trigger, entries, align = 'start', side = 'bottom' }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} side={side} sideOffset={4} className="layer">
          <Base.Popup className="popup menu">{entries.map(entryOf)}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

interface ContextMenuProps {
  trigger: ReactElement<Record<string, unknown>>
  /** Asked when the menu opens, as they depend on what was clicked. */
  entries(): readonly MenuEntry[]
}

export function ContextMenu({ trigger, entries }: ContextMenuProps) {
  return (
    <BaseContext.Root>
      <BaseContext.Trigger render={trigger} />
      <BaseContext.Portal>
        <BaseContext.Positioner className="layer">
          <BaseContext.Popup className="popup menu">
            <Entries entries={entries} />
          </BaseContext.Popup>
        </BaseContext.Positioner>
      </BaseContext.Portal>
    </BaseContext.Root>
  )
}

const Entries = ({ entries }: Pick<ContextMenuProps, 'entries'>) => <>{entries().map(entryOf)}</>

function entryOf({ label, icon, keys, checked, danger, disabled = false, first, run }: MenuEntry) {
  return (
    <div key={label} role="none">
      {first && <Base.Separator className="menu-line" />}
      <Base.Item className={`menu-item${danger ? ' danger' : ''}`} disabled={disabled} onClick={run}>
        <span className="menu-icon">{checked ? <Check size={14} /> : icon}</span>
        <span className="menu-label">{label}</span>
        {keys && <kbd>{keys}</kbd>}
      </Base.Item>
    </div>
  )
}
