import type { ReactNode } from 'react'

/** What a pane says while it has nothing to show, and what would change that. */
export function Nothing({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <strong>{title}</strong>
      {children && <span>{children}</span>}
    </div>
  )
}
