import type { Json } from '@millrace/language'
import type { ConfigPath } from '@millrace/pipeline'
import { Plus, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useT } from '../../i18n/language.ts'
import { type ControlProps, useForm, useValue } from '../context.ts'
import { listOf, useLabel } from '../Form.tsx'

interface ItemsProps extends ControlProps {
  /** A new item. */
  fresh(items: readonly Json[]): Json
  children(path: ConfigPath, index: number): ReactNode
  addLabel?: string
  extra?: ReactNode
}

/** A list of items with one way to add, to remove and to move them. */
export function Items({ field, path, fresh, children, addLabel, extra }: ItemsProps) {
  const { set, settle } = useForm()
  const t = useT()
  const label = useLabel(field)
  const items = listOf(useValue(path))
  const replace = (next: readonly Json[]) => {
    set(path, next.length === 0 && field.optional ? undefined : [...next])
    settle()
  }
  const move = (index: number, by: number) => {
    const to = index + by
    if (to < 0 || to >= items.length) return
    replace(items.with(index, items[to]!).with(to, items[index]!))
  }
  return (
    <div className="items">
      <div className="block-actions">
        {extra}
        <button
          type="button"
          className="link"
          onClick={() => replace([...items, fresh(items)])}
          aria-label={t('addTo', { label })}
        >
          <Plus size={13} />
          {addLabel ?? t('add')}
        </button>
      </div>
      {items.map((_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place
        <div key={i} className="item">
          <div className="item-body">{children([...path, i], i)}</div>
          <button
            type="button"
            className="item-remove"
            aria-label={t('removeItem', { label, n: i + 1 })}
            onClick={() => replace(items.filter((__, other) => other !== i))}
            onKeyDown={(event) => {
              if (!event.altKey) return
              if (event.key === 'ArrowUp') move(i, -1)
              if (event.key === 'ArrowDown') move(i, 1)
            }}
          >
            <X size={14} />
          </button>
        </div>
      ))}
    </div>
  )
}
