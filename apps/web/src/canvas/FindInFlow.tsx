import { Search, X } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useEditor, useSession, useUi } from '../editor/hooks.ts'
import { useT } from '../i18n/language.ts'

/** Ctrl+F: finds nodes by name, type and configuration; Enter goes to the next. */
export function FindInFlow() {
  const finding = useUi((ui) => ui.finding)
  return finding ? <Finder /> : null
}

function Finder() {
  const session = useSession()
  const t = useT()
  const nodes = useEditor(({ pipeline }) => pipeline.nodes)
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(-1)
  const found = useMemo(() => {
    const text = query.trim().toLowerCase()
    if (text === '') return []
    return Object.entries(nodes)
      .filter(([id, node]) => `${id} ${JSON.stringify(node)}`.toLowerCase().includes(text))
      .map(([id]) => id)
  }, [nodes, query])
  const close = () => {
    session.ui.setState({ finding: false })
    document.querySelector<HTMLElement>('.canvas')?.focus({ preventScroll: true })
  }
  const go = (step: number) => {
    if (found.length === 0) return
    const next = (at + step + found.length) % found.length
    setAt(next)
    session.editor.select({ nodes: [found[next]!], edges: [] })
    session.canvas?.show(found[next]!)
  }
  return (
    <search className="popup find">
      <Search size={15} />
      <input
        // biome-ignore lint/a11y/noAutofocus: it was asked for
        autoFocus
        value={query}
        placeholder={t('find.placeholder')}
        aria-label={t('find.placeholder')}
        onChange={(event) => {
          setQuery(event.target.value)
          setAt(-1)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') close()
          if (event.key === 'Enter') go(event.shiftKey ? -1 : 1)
          event.stopPropagation()
        }}
      />
      <span className="find-count num" aria-live="polite">
        {query === '' ? '' : found.length === 0 ? t('find.none') : `${Math.max(at + 1, 0) || '–'} / ${found.length}`}
      </span>
      <button type="button" className="icon-button" aria-label={t('close')} onClick={close}>
        <X size={14} />
      </button>
    </search>
  )
}
