import { translate } from '@millrace/operators'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { commands, runCommand } from '../editor/commands.ts'
import { useSession } from '../editor/hooks.ts'
import { searched } from '../editor/search.ts'
import { keysOf } from '../editor/shortcuts.ts'
import { useLanguage, useT } from '../i18n/language.ts'
import { OperatorIcon } from '../icons/operatorIcon.tsx'
import { addInView } from '../palette/Palette.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import type { DialogPart } from './dialogPart.ts'

const MOST_OPERATORS = 6

/** Everything that can be done, found by typing: commands, and operators to add. */
export function CommandsDialog({ close }: DialogPart) {
  const session = useSession()
  const t = useT()
  const language = useLanguage()
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState(0)
  const list = useRef<HTMLUListElement>(null)
  const items = useMemo(() => {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean)
    const found = commands
      .filter(({ id, hidden }) => !hidden && id !== 'commands')
      .filter((command) => words.every((word) => t(command.title).toLowerCase().includes(word)))
      .map((command) => ({
        id: command.id,
        label: t(command.title),
        hint: keysOf(command),
        icon: undefined,
        disabled: command.enabled?.(session) === false,
        run: () => runCommand(session, command),
      }))
    const operators = words.length === 0 ? [] : searched(session.catalogue, query).slice(0, MOST_OPERATORS)
    const adds = operators.map((definition) => ({
      id: `add-${definition.type}`,
      label: t('commands.add', { name: translate(definition.palette.title, language, definition) }),
      hint: t(`group.${definition.palette.group}`),
      icon: <OperatorIcon name={definition.palette.icon} group={definition.palette.group} size={15} />,
      disabled: false,
      run: () => addInView(session, definition),
    }))
    return [...found, ...adds].sort((a, b) => Number(a.disabled) - Number(b.disabled))
  }, [query, session, t, language])
  useEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  const take = (item: (typeof items)[number] | undefined) => {
    if (!item || item.disabled) return
    close()
    item.run()
  }
  const keys = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) setChosen(Math.min(items.length - 1, Math.max(0, chosen + step)))
    else if (event.key === 'Enter') take(items[chosen])
    else return
    event.preventDefault()
  }
  return (
    <Dialog open onClose={close} title={t('command.commands')} width={480}>
      <input
        autoFocus
        className="control"
        role="combobox"
        aria-expanded="true"
        aria-controls="commands"
        aria-activedescendant={items[chosen] && `command-${items[chosen].id}`}
        aria-label={t('commands.search')}
        placeholder={t('commands.search')}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value)
          setChosen(0)
        }}
        onKeyDown={keys}
      />
      <ul className="commands scroll" id="commands" role="listbox" aria-label={t('command.commands')} ref={list}>
        {items.map((item, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keyboard
          <li
            key={item.id}
            id={`command-${item.id}`}
            role="option"
            aria-selected={i === chosen}
            aria-disabled={item.disabled || undefined}
            className="menu-item"
            data-highlighted={i === chosen || undefined}
            data-disabled={item.disabled || undefined}
            onPointerMove={() => setChosen(i)}
            onClick={() => take(item)}
          >
            <span className="menu-icon">{item.icon}</span>
            <span className="menu-label">{item.label}</span>
            {item.hint && <kbd>{item.hint}</kbd>}
          </li>
        ))}
        {items.length === 0 && <li className="menu-item quiet">{t('commands.none')}</li>}
      </ul>
    </Dialog>
  )
}
