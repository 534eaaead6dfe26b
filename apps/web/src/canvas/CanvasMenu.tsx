import { type ReactElement, useRef } from 'react'
import { copied, duplicateSelected, pasteText, removeSelected } from '../editor/actions.ts'
import { commandOf, quickAddAtPointer, runCommand } from '../editor/commands.ts'
import { useSession } from '../editor/hooks.ts'
import type { Session } from '../editor/session.ts'
import { keysOf } from '../editor/shortcuts.ts'
import { edgeOf } from '../editor/store.ts'
import { type Translate, useT } from '../i18n/language.ts'
import { ContextMenu, type MenuEntry } from '../ui/Menu.tsx'
import { toast } from '../ui/toasts.ts'

/** The menu of what was clicked: a node, an edge, or the canvas. */
export function CanvasMenu({ children }: { children: ReactElement<Record<string, unknown>> }) {
  const session = useSession()
  const t = useT()
  const clicked = useRef<{ node?: string | undefined; edge?: string | undefined }>({})
  const note = (event: { target: EventTarget }) => {
    const target = event.target as Element
    const node = target.closest<HTMLElement>('.react-flow__node')?.dataset.id
    const edge = target.closest<SVGElement>('.react-flow__edge')?.dataset.id
    clicked.current = { node, edge }
    const { selection } = session.editor.store.getState()
    if (node !== undefined && !selection.nodes.includes(node)) session.editor.select({ nodes: [node], edges: [] })
    else if (edge !== undefined && !selection.edges.includes(edge)) session.editor.select({ nodes: [], edges: [edge] })
  }
  const entries = () => {
    const { node, edge } = clicked.current
    if (node !== undefined) return nodeEntries(session, t)
    return edge === undefined ? canvasEntries(session, t) : edgeEntries(session, t, edge)
  }
  return (
    <div className="canvas-menu" onContextMenuCapture={note} role="presentation">
      <ContextMenu trigger={children} entries={entries} />
    </div>
  )
}

function of(session: Session, t: Translate, id: string, more: Partial<MenuEntry> = {}): MenuEntry {
  const command = commandOf(id)
  return {
    label: t(command.title),
    keys: keysOf(command),
    disabled: command.enabled?.(session) === false,
    run: () => runCommand(session, command),
    ...more,
  }
}

async function copy(session: Session): Promise<void> {
  const text = copied(session)
  if (text !== undefined) await navigator.clipboard.writeText(text)
}

async function paste(session: Session, t: Translate): Promise<void> {
  const at = session.canvas?.toCanvas(session.canvas.pointer())
  const text = await navigator.clipboard.readText().catch(() => '')
  if (!pasteText(session, text, at)) toast(t('paste.nothing'))
}

function nodeEntries(session: Session, t: Translate): MenuEntry[] {
  const several = session.editor.store.getState().selection.nodes.length > 1
  return [
    of(session, t, 'configure'),
    of(session, t, 'rename'),
    of(session, t, 'add', { label: t('command.addAfter') }),
    { label: t('command.copy'), keys: 'Ctrl C', first: true, run: () => void copy(session) },
    { label: t('command.duplicate'), run: () => duplicateSelected(session) },
    of(session, t, 'upstream', { first: true }),
    of(session, t, 'downstream'),
    ...(several
      ? [
          of(session, t, 'align-left', { first: true }),
          of(session, t, 'align-center'),
          of(session, t, 'align-top'),
          of(session, t, 'align-middle'),
          of(session, t, 'distribute-horizontal'),
          of(session, t, 'distribute-vertical'),
        ]
      : []),
    of(session, t, 'delete', { first: true, danger: true }),
  ]
}

function edgeEntries(session: Session, t: Translate, id: string): MenuEntry[] {
  const { ui, canvas } = session
  return [
    { label: t('edge.rows'), run: () => ui.setState({ dock: 'rows', dockOpen: true }) },
    {
      label: t('edge.insert'),
      run: () => {
        const screen = canvas?.pointer() ?? [0, 0]
        ui.setState({ quickAdd: { screen, at: canvas?.toCanvas(screen) ?? [0, 0], edge: edgeOf(id) } })
      },
    },
    { label: t('command.delete'), keys: 'Del', first: true, danger: true, run: () => removeSelected(session) },
  ]
}

function canvasEntries(session: Session, t: Translate): MenuEntry[] {
  return [
    of(session, t, 'add', { run: () => quickAddAtPointer(session) }),
    { label: t('command.paste'), keys: 'Ctrl V', run: () => void paste(session, t) },
    of(session, t, 'select-all', { first: true }),
    of(session, t, 'arrange'),
    of(session, t, 'fit'),
    of(session, t, 'help', { first: true }),
  ]
}
