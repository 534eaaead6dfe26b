import './palette.css'
import type { Definition, PaletteGroup } from '@millrace/algebra'
import { translate } from '@millrace/operators'
import { ChevronDown, ChevronRight, Search } from 'lucide-react'
import { type KeyboardEvent, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { addOperator } from '../editor/actions.ts'
import { useSession } from '../editor/hooks.ts'
import { grouped, searched } from '../editor/search.ts'
import type { Session } from '../editor/session.ts'
import { useLanguage, useT } from '../i18n/language.ts'
import { OperatorIcon, OperatorTile } from '../icons/operatorIcon.tsx'
import { GRIP, paletteDrag, startDrag } from './drag.ts'

export function Palette() {
  const { catalogue } = useSession()
  const t = useT()
  const [query, setQuery] = useState('')
  const [closed, setClosed] = useState<ReadonlySet<PaletteGroup>>(new Set())
  const groups = useMemo(() => grouped(searched(catalogue, query)), [catalogue, query])
  const toggle = (group: PaletteGroup) => setClosed((before) => toggled(before, group))
  return (
    <nav className="palette" aria-label={t('palette.name')} data-region="palette">
      <label className="search palette-search">
        <Search size={15} />
        <input
          value={query}
          placeholder={t('search')}
          aria-label={t('palette.search')}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={toFirst}
        />
        <kbd className="key">Tab</kbd>
      </label>
      <div className="palette-groups scroll">
        {groups.map(({ group, definitions }) => (
          <Group
            key={group}
            group={group}
            definitions={definitions}
            open={query !== '' || !closed.has(group)}
            onToggle={() => toggle(group)}
          />
        ))}
        {groups.length === 0 && <p className="palette-none">{t('palette.none', { text: query })}</p>}
      </div>
      <Ghost />
    </nav>
  )
}

function toggled<T>(set: ReadonlySet<T>, item: T): ReadonlySet<T> {
  const next = new Set(set)
  if (!next.delete(item)) next.add(item)
  return next
}

/** Arrow down goes from the search into the list. */
function toFirst(event: KeyboardEvent<HTMLElement>) {
  if (event.key !== 'ArrowDown') return
  event.preventDefault()
  event.currentTarget.closest('.palette')?.querySelector<HTMLElement>('.palette-item')?.focus()
}

interface GroupProps {
  group: PaletteGroup
  definitions: readonly Definition[]
  open: boolean
  onToggle(): void
}

function Group({ group, definitions, open, onToggle }: GroupProps) {
  const t = useT()
  return (
    <section>
      <h2>
        <button type="button" className="palette-group" aria-expanded={open} onClick={onToggle}>
          {open ? <ChevronDown size={13} /> : <ChevronRight size={13} />}
          <span>{t(`group.${group}`)}</span>
          <span className="palette-count num">{definitions.length}</span>
        </button>
      </h2>
      {open && (
        <ul>
          {definitions.map((definition) => (
            <Item key={definition.type} definition={definition} />
          ))}
        </ul>
      )}
    </section>
  )
}

function Item({ definition }: { definition: Definition }) {
  const session = useSession()
  const language = useLanguage()
  const { palette, type } = definition
  return (
    <li>
      <button
        type="button"
        className="palette-item"
        title={translate(palette.summary, language, definition)}
        data-type={type}
        onPointerDown={(event) => event.button === 0 && startDrag(definition, event)}
        onDoubleClick={() => addInView(session, definition)}
        onKeyDown={(event) => walk(event, () => addInView(session, definition))}
      >
        <span className={`palette-icon g-${palette.group}`}>
          <OperatorIcon name={palette.icon} group={palette.group} size={15} />
        </span>
        <span className="cut">{translate(palette.title, language, definition)}</span>
      </button>
    </li>
  )
}

/** Adds behind the selected node where it fits, else in the middle of what is seen. */
export function addInView(session: Session, definition: Definition): void {
  const { selection, pipeline } = session.editor.store.getState()
  const [only] = selection.nodes
  const { canvas } = session
  if (selection.nodes.length === 1 && only !== undefined && definition.kind !== 'source') {
    const [x, y] = pipeline.layout[only] ?? [0, 0]
    const width = canvas?.sizes(only)?.width ?? 160
    addOperator(session, definition, {
      at: free(session, [x + width + 56, y]),
      from: { port: `${only}.out`, kind: 'output' },
    })
  } else {
    const pane = document.querySelector('.canvas')?.getBoundingClientRect()
    const at = canvas?.toCanvas(
      pane ? [pane.left + pane.width / 2 - 70, pane.top + pane.height / 2 - 30] : [400, 300],
    ) ?? [0, 0]
    addOperator(session, definition, { at: free(session, at) })
  }
}

/** A place where no node begins: further down, step by step. */
function free({ editor }: Session, [x, y]: readonly [number, number]): [number, number] {
  const taken = Object.values(editor.store.getState().pipeline.layout)
  let at = y
  while (taken.some(([otherX, otherY]) => Math.abs(otherX - x) < 60 && Math.abs(otherY - at) < 60)) at += 88
  return [x, at]
}

function walk(event: KeyboardEvent<HTMLElement>, add: () => void) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step !== undefined) {
    event.preventDefault()
    const items = [...document.querySelectorAll<HTMLElement>('.palette-item')]
    const next = items[items.indexOf(event.currentTarget) + step]
    if (next) next.focus()
    else if (step < 0) document.querySelector<HTMLElement>('.palette-search input')?.focus()
  }
  if (event.key === 'Enter') {
    event.preventDefault()
    add()
  }
}

/** What is seen under the pointer while an operator is being dragged. */
function Ghost() {
  const drag = useStore(paletteDrag, (state) => state.drag)
  const language = useLanguage()
  if (!drag) return null
  const { definition, x, y } = drag
  const { palette } = definition
  return (
    <div className="palette-ghost" style={{ transform: `translate(${x - GRIP.x}px, ${y - GRIP.y}px)` }}>
      <OperatorTile name={palette.icon} group={palette.group} />
      <span className="node-title">{translate(palette.title, language, definition)}</span>
    </div>
  )
}
