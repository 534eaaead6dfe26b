import './listTable.css'
import { Ellipsis } from 'lucide-react'
import type { ReactNode } from 'react'
import { useT } from '../i18n/language.ts'
import { Menu, type MenuEntry } from '../ui/Menu.tsx'

interface ListTableProps {
  columns: readonly { readonly label: string; readonly right?: boolean }[]
  /** Rows that end with a `ListEnd`. */
  children: ReactNode
  id?: string
}

/** What a page lists, a row each. */
export function ListTable({ columns, children, id }: ListTableProps) {
  const t = useT()
  return (
    <table className="list-table" id={id}>
      <thead>
        <tr>
          {columns.map(({ label, right }) => (
            <th key={label} scope="col" className={right ? 'right' : undefined}>
              {label}
            </th>
          ))}
          <th scope="col">
            <span className="unseen">{t('list.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  )
}

interface ListEndProps {
  name: string
  entries: readonly MenuEntry[]
  /** What stands before the menu. */
  children?: ReactNode
}

/** The end of a row: the menu of what can be done with it. */
export function ListEnd({ name, entries, children }: ListEndProps) {
  const t = useT()
  return (
    <td className="list-end">
      {children}
      <Menu
        align="end"
        trigger={
          <button type="button" className="icon-button" aria-label={t('list.actionsOf', { name })}>
            <Ellipsis size={16} />
          </button>
        }
        entries={entries}
      />
    </td>
  )
}
