import { type KeyboardEvent, type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'

export interface Suggestion {
  readonly value: string
  readonly hint?: string | undefined
  readonly icon?: ReactNode
}

interface SuggestProps {
  label: string
  value: string
  suggestions: readonly Suggestion[]
  onChange(value: string): void
  /** Taken by Enter, by a click, or by leaving the field; by default the same as a change. */
  onTake?(value: string): void
  onBlur?(): void
  /** Backspace in an empty field. */
  onBack?(): void
  placeholder?: string | undefined
  hint?: ReactNode
  code?: boolean
  invalid?: boolean
  /** Without a frame of its own, inside of another control. */
  bare?: boolean
  className?: string
}

const MOST = 60

/** A text field with a list of what is known: a click or an arrow key opens it, typing filters it, and other text is allowed. */
export function Suggest({
  label,
  value,
  suggestions,
  onChange,
  onTake,
  onBlur,
  onBack,
  placeholder,
  hint,
  code,
  invalid,
  bare,
  className = '',
}: SuggestProps) {
  const id = useId()
  const [open, setOpen] = useState(false)
  const [chosen, setChosen] = useState(-1)
  const [typed, setTyped] = useState(false)
  const frame = useRef<HTMLDivElement>(null)
  const shown = typed
    ? suggestions.filter((item) => item.value.toLowerCase().includes(value.trim().toLowerCase()))
    : suggestions
  const items = shown.slice(0, MOST)
  const take = (text: string) => {
    if (onTake) onTake(text)
    else onChange(text)
    setOpen(false)
    setChosen(-1)
    setTyped(false)
  }
  const keys = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      setOpen(true)
      setChosen(Math.min(items.length - 1, Math.max(0, chosen + step)))
    } else if (event.key === 'Enter') {
      const item = items[chosen]
      if (item || onTake) take(item?.value ?? value)
      else setOpen(false)
    } else if (event.key === 'Escape' && open) setOpen(false)
    else if (event.key === 'Backspace' && value === '' && onBack) {
      onBack()
      return
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  const input = (
    <input
      value={value}
      aria-label={label}
      role="combobox"
      aria-expanded={open && items.length > 0}
      aria-controls={id}
      aria-autocomplete="list"
      aria-activedescendant={open && chosen >= 0 ? `${id}-${chosen}` : undefined}
      aria-invalid={invalid || undefined}
      autoComplete="off"
      spellCheck={false}
      placeholder={placeholder}
      onChange={(event) => {
        onChange(event.target.value)
        setTyped(true)
        setOpen(true)
        setChosen(-1)
      }}
      onClick={() => setOpen(true)}
      onBlur={() => {
        setOpen(false)
        setTyped(false)
        if (onTake && value.trim() !== '') onTake(value)
        onBlur?.()
      }}
      onKeyDown={keys}
    />
  )
  return (
    <div
      ref={frame}
      className={
        bare ? `suggest-bare ${className}` : `control ${code ? 'mono' : ''} ${invalid ? 'invalid' : ''} ${className}`
      }
    >
      {input}
      {hint && <span className="control-hint">{hint}</span>}
      {open && items.length > 0 && (
        <Popup anchor={frame}>
          <ul className="popup menu suggest scroll" id={id} role="listbox" aria-label={label}>
            {items.map((item, i) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keyboard
              <li
                key={item.value}
                id={`${id}-${i}`}
                role="option"
                aria-selected={i === chosen}
                className={`menu-item${code ? ' mono' : ''}`}
                data-highlighted={i === chosen || undefined}
                onPointerMove={() => setChosen(i)}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => take(item.value)}
              >
                {item.icon}
                <span className="menu-label">{item.value}</span>
                {item.hint && <span className="menu-hint">{item.hint}</span>}
              </li>
            ))}
          </ul>
        </Popup>
      )}
    </div>
  )
}

/** Below its anchor, or above it where there is no room. */
function Popup({ anchor, children }: { anchor: React.RefObject<HTMLElement | null>; children: ReactNode }) {
  const self = useRef<HTMLDivElement>(null)
  const [place, setPlace] = useState<{ left: number; top: number; width: number }>()
  useLayoutEffect(() => {
    const box = anchor.current?.getBoundingClientRect()
    const height = self.current?.offsetHeight ?? 0
    if (!box) return
    const below = box.bottom + 4 + height <= window.innerHeight
    setPlace({ left: box.left, top: below ? box.bottom + 4 : Math.max(8, box.top - 4 - height), width: box.width })
  }, [anchor])
  useEffect(() => {
    self.current?.querySelector('[data-highlighted]')?.scrollIntoView({ block: 'nearest' })
  })
  return createPortal(
    <div
      ref={self}
      className="suggest-layer"
      style={{
        left: place?.left ?? 0,
        top: place?.top ?? 0,
        minWidth: place?.width ?? 0,
        visibility: place ? 'visible' : 'hidden',
      }}
    >
      {children}
    </div>,
    document.body,
  )
}
