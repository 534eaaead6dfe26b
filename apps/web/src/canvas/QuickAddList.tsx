import type { Definition } from '@millrace/algebra'
import { translate } from '@millrace/operators'
import { fits, nodeOf, outputPorts } from '@millrace/pipeline'
import { Search } from 'lucide-react'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import type { Placement } from '../editor/actions.ts'
import { useSession, useUi } from '../editor/hooks.ts'
import { grouped, searched } from '../editor/search.ts'
import type { Session } from '../editor/session.ts'
import type { QuickAdd } from '../editor/ui.ts'
import { useLanguage, useT } from '../i18n/language.ts'
import { OperatorIcon } from '../icons/operatorIcon.tsx'

interface QuickAddProps {
  onAdd(definition: Definition, placement: Placement): string
}

/** The list at the cursor: what can stand there, found by typing. */
export function QuickAddList({ onAdd }: QuickAddProps) {
  const quickAdd = useUi((ui) => ui.quickAdd)
  return quickAdd ? <List key={quickAdd.screen.join()} quickAdd={quickAdd} onAdd={onAdd} /> : null
}

const SIZE = { width: 264, height: 320 }

function List({ quickAdd, onAdd }: QuickAddProps & { quickAdd: QuickAdd }) {
  const session = useSession()
  const t = useT()
  const language = useLanguage()
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState(0)
  const fitting = useMemo(() => whatFits(session, quickAdd), [session, quickAdd])
  const items = useMemo(() => {
    const found = searched(fitting, query)
    return query === '' ? grouped(found).flatMap(({ definitions }) => definitions) : found
  }, [fitting, query])
  const list = useRef<HTMLUListElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const close = () => {
    session.ui.setState({ quickAdd: undefined })
    document.querySelector<HTMLElement>('.canvas')?.focus({ preventScroll: true })
  }
  const take = (definition: Definition | undefined) => {
    if (!definition) return
    const { at, from, edge } = quickAdd
    const id = onAdd(definition, { at, from, edge })
    session.ui.setState({ quickAdd: undefined })
    requestAnimationFrame(() => session.canvas?.focusNode(id))
  }
  useEffect(() => {
    input.current?.focus()
  }, [])
  useEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  const keys = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) setChosen((before) => Math.min(items.length - 1, Math.max(0, before + step)))
    else if (event.key === 'Enter') take(items[chosen])
    else if (event.key === 'Escape' || event.key === 'Tab') close()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const [x, y] = quickAdd.screen
  const place = {
    left: Math.min(x, window.innerWidth - SIZE.width - 8),
    top: Math.min(y, window.innerHeight - SIZE.height - 8),
  }
  return (
    <div
      className="popup quick-add"
      style={place}
      role="dialog"
      aria-label={t('quickAdd.name')}
      onBlur={(event) =>
        !event.currentTarget.contains(event.relatedTarget) && session.ui.setState({ quickAdd: undefined })
      }
    >
      <label className="quick-add-search">
        <Search size={15} />
        <input
          ref={input}
          value={query}
          role="combobox"
          aria-expanded="true"
          aria-controls="quick-add-list"
          aria-activedescendant={items[chosen] && `quick-add-${items[chosen].type}`}
          aria-label={t('palette.search')}
          placeholder={t(quickAdd.from ? 'quickAdd.fitting' : 'quickAdd.any')}
          onChange={(event) => {
            setQuery(event.target.value)
            setChosen(0)
          }}
          onKeyDown={keys}
        />
      </label>
      <ul className="scroll" id="quick-add-list" role="listbox" aria-label={t('quickAdd.name')} ref={list}>
        {items.map((definition, i) => (
          <li
            key={definition.type}
            id={`quick-add-${definition.type}`}
            role="option"
            aria-selected={i === chosen}
            className="quick-add-item"
            onPointerMove={() => setChosen(i)}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => take(definition)}
            onKeyDown={keys}
          >
            <span className={`palette-icon g-${definition.palette.group}`}>
              <OperatorIcon name={definition.palette.icon} group={definition.palette.group} size={15} />
            </span>
            <span>{translate(definition.palette.title, language, definition)}</span>
            <span className="quick-add-group cut">{t(`group.${definition.palette.group}`)}</span>
          </li>
        ))}
      </ul>
      <p className="quick-add-foot cut">
        {items[chosen] ? translate(items[chosen].palette.summary, language, items[chosen]) : t('quickAdd.none')}
      </p>
    </div>
  )
}

/** What the port that an edge was drawn from can be joined to; on an edge, what has an input and an output. */
function whatFits(
  { catalogue, derived, editor, definitionOf }: Session,
  { from, edge }: QuickAdd,
): readonly Definition[] {
  const { relations } = derived().built
  const upstream = edge?.from ?? (from?.kind === 'output' ? from.port : undefined)
  if (upstream !== undefined) {
    const relation = relations[upstream]
    return catalogue.filter(
      (definition) =>
        (relation ? fits(definition, relation) : definition.kind !== 'source') &&
        (!edge || definition.kind === 'operator'),
    )
  }
  if (!from) return catalogue
  const target = editor.store.getState().pipeline.nodes[nodeOf(from.port)]
  if (!target || !definitionOf(target.type)) return catalogue
  return catalogue.filter((definition) => Object.keys(outputPorts(definition, {}) ?? { out: {} }).length > 0)
}
