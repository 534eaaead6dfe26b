/** Everything the editor can be told to do by a key, the command list or a menu; one list for all of them. */
import type { MessageKey } from '../i18n/en.ts'
import * as actions from './actions.ts'
import { focusNextRegion } from './regions.ts'
import type { Session } from './session.ts'
import { type Direction, nextNode } from './walk.ts'

export interface Command {
  readonly id: string
  readonly title: MessageKey
  readonly section: 'edit' | 'view' | 'select' | 'arrange' | 'run' | 'file'
  /** `Mod` is Ctrl, or ⌘ on a Mac. */
  readonly keys?: readonly string[]
  /** Keys that work only while the canvas has the keyboard. */
  readonly canvasOnly?: boolean
  readonly hidden?: boolean
  enabled?(session: Session): boolean
  run(session: Session): void
}

const selected = ({ editor }: Session) => editor.store.getState().selection
const anySelected = (session: Session) => selected(session).nodes.length + selected(session).edges.length > 0
const nodesSelected = (session: Session) => selected(session).nodes.length > 0
const oneSelected = (session: Session) => selected(session).nodes.length === 1
const several = (session: Session) => selected(session).nodes.length > 1

const walk = (direction: Direction) => (session: Session) => {
  const { pipeline } = session.editor.store.getState()
  const [from = Object.keys(pipeline.nodes)[0]] = selected(session).nodes
  if (from === undefined) return
  const to = selected(session).nodes.length === 0 ? from : (nextNode(pipeline, from, direction) ?? from)
  session.editor.select({ nodes: [to], edges: [] })
  session.canvas?.focusNode(to)
}

const nudge = (x: number, y: number) => (session: Session) => actions.nudgeSelected(session, [x, y])

export function quickAddAtPointer(session: Session): void {
  const { canvas, ui, editor } = session
  if (!canvas) return
  const [only] = selected(session).nodes
  const screen = canvas.pointer()
  if (oneSelected(session) && only !== undefined) {
    const [x, y] = editor.store.getState().pipeline.layout[only] ?? [0, 0]
    const at = [x + (canvas.sizes(only)?.width ?? 160) + 56, y] as const
    const sink = session.definitionOf(editor.store.getState().pipeline.nodes[only]?.type ?? '')?.kind === 'sink'
    ui.setState({
      quickAdd: {
        screen,
        at: sink ? canvas.toCanvas(screen) : at,
        ...(!sink && { from: { port: `${only}.out`, kind: 'output' } }),
      },
    })
  } else ui.setState({ quickAdd: { screen, at: canvas.toCanvas(screen) } })
}

export const commands: readonly Command[] = [
  {
    id: 'undo',
    title: 'command.undo',
    section: 'edit',
    keys: ['Mod+Z'],
    enabled: ({ editor }) => editor.store.getState().past.length > 0,
    run: ({ editor }) => editor.undo(),
  },
  {
    id: 'redo',
    title: 'command.redo',
    section: 'edit',
    keys: ['Mod+Shift+Z', 'Mod+Y'],
    enabled: ({ editor }) => editor.store.getState().future.length > 0,
    run: ({ editor }) => editor.redo(),
  },
  { id: 'add', title: 'command.add', section: 'edit', keys: ['Tab'], canvasOnly: true, run: quickAddAtPointer },
  {
    id: 'duplicate',
    title: 'command.duplicate',
    section: 'edit',
    keys: ['Mod+Shift+D'],
    enabled: nodesSelected,
    run: actions.duplicateSelected,
  },
  {
    id: 'delete',
    title: 'command.delete',
    section: 'edit',
    keys: ['Delete', 'Backspace'],
    canvasOnly: true,
    enabled: anySelected,
    run: actions.removeSelected,
  },
  {
    id: 'configure',
    title: 'command.configure',
    section: 'edit',
    keys: ['Enter'],
    canvasOnly: true,
    enabled: oneSelected,
    run: (session) => session.editor.focus(selected(session).nodes[0]!, ''),
  },
  {
    id: 'rename',
    title: 'command.rename',
    section: 'edit',
    keys: ['F2'],
    enabled: oneSelected,
    run: (session) => session.editor.focus(selected(session).nodes[0]!, 'label'),
  },

  {
    id: 'select-all',
    title: 'command.selectAll',
    section: 'select',
    keys: ['Mod+A'],
    canvasOnly: true,
    run: actions.selectAll,
  },
  {
    id: 'select-nothing',
    title: 'command.selectNothing',
    section: 'select',
    keys: ['Escape'],
    canvasOnly: true,
    run: actions.selectNothing,
  },
  {
    id: 'upstream',
    title: 'command.upstream',
    section: 'select',
    keys: ['['],
    canvasOnly: true,
    enabled: nodesSelected,
    run: (session) => actions.selectReachable(session, 'upstream'),
  },
  {
    id: 'downstream',
    title: 'command.downstream',
    section: 'select',
    keys: [']'],
    canvasOnly: true,
    enabled: nodesSelected,
    run: (session) => actions.selectReachable(session, 'downstream'),
  },
  {
    id: 'right',
    title: 'command.walkRight',
    section: 'select',
    keys: ['ArrowRight'],
    canvasOnly: true,
    run: walk('right'),
  },
  {
    id: 'left',
    title: 'command.walkLeft',
    section: 'select',
    keys: ['ArrowLeft'],
    canvasOnly: true,
    run: walk('left'),
  },
  { id: 'up', title: 'command.walkUp', section: 'select', keys: ['ArrowUp'], canvasOnly: true, run: walk('up') },
  {
    id: 'down',
    title: 'command.walkDown',
    section: 'select',
    keys: ['ArrowDown'],
    canvasOnly: true,
    run: walk('down'),
  },
  {
    id: 'find',
    title: 'command.find',
    section: 'select',
    keys: ['Mod+F'],
    run: ({ ui }) => ui.setState({ finding: true }),
  },

  {
    id: 'nudge-right',
    title: 'command.nudgeRight',
    section: 'arrange',
    keys: ['Alt+ArrowRight'],
    canvasOnly: true,
    enabled: nodesSelected,
    run: nudge(8, 0),
  },
  {
    id: 'nudge-left',
    title: 'command.nudgeLeft',
    section: 'arrange',
    keys: ['Alt+ArrowLeft'],
    canvasOnly: true,
    enabled: nodesSelected,
    run: nudge(-8, 0),
  },
  {
    id: 'nudge-up',
    title: 'command.nudgeUp',
    section: 'arrange',
    keys: ['Alt+ArrowUp'],
    canvasOnly: true,
    enabled: nodesSelected,
    run: nudge(0, -8),
  },
  {
    id: 'nudge-down',
    title: 'command.nudgeDown',
    section: 'arrange',
    keys: ['Alt+ArrowDown'],
    canvasOnly: true,
    enabled: nodesSelected,
    run: nudge(0, 8),
  },
  {
    id: 'arrange',
    title: 'command.arrange',
    section: 'arrange',
    keys: ['L'],
    canvasOnly: true,
    run: ({ canvas }) => void canvas?.arrange(),
  },
  ...(['left', 'center', 'right', 'top', 'middle', 'bottom'] as const).map(
    (to): Command => ({
      id: `align-${to}`,
      title: `command.align.${to}`,
      section: 'arrange',
      enabled: several,
      run: (session) => session.canvas && actions.alignSelected(session, to, session.canvas.sizes),
    }),
  ),
  ...(['horizontal', 'vertical'] as const).map(
    (axis): Command => ({
      id: `distribute-${axis}`,
      title: `command.distribute.${axis}`,
      section: 'arrange',
      enabled: (session) => selected(session).nodes.length > 2,
      run: (session) => session.canvas && actions.distributeSelected(session, axis, session.canvas.sizes),
    }),
  ),

  {
    id: 'fit',
    title: 'command.fit',
    section: 'view',
    keys: ['1'],
    canvasOnly: true,
    run: ({ canvas }) => canvas?.fit(),
  },
  {
    id: 'actual-size',
    title: 'command.actualSize',
    section: 'view',
    keys: ['0'],
    canvasOnly: true,
    run: ({ canvas }) => canvas?.zoomTo(1),
  },
  {
    id: 'zoom-in',
    title: 'command.zoomIn',
    section: 'view',
    keys: ['+', '='],
    canvasOnly: true,
    run: ({ canvas }) => canvas?.zoomBy(1.25),
  },
  {
    id: 'zoom-out',
    title: 'command.zoomOut',
    section: 'view',
    keys: ['-'],
    canvasOnly: true,
    run: ({ canvas }) => canvas?.zoomBy(0.8),
  },
  {
    id: 'dock',
    title: 'command.dock',
    section: 'view',
    keys: ['Mod+J'],
    run: ({ ui }) => ui.setState(({ dockOpen }) => ({ dockOpen: !dockOpen })),
  },
  {
    id: 'problems',
    title: 'command.problems',
    section: 'view',
    keys: ['Mod+Shift+M'],
    run: ({ ui }) => ui.setState({ dock: 'problems', dockOpen: true }),
  },
  { id: 'next-region', title: 'command.nextRegion', section: 'view', keys: ['F6'], run: focusNextRegion },
  {
    id: 'commands',
    title: 'command.commands',
    section: 'view',
    keys: ['Mod+K', 'Mod+Shift+P'],
    run: ({ ui }) => ui.setState({ dialog: 'commands' }),
  },
  { id: 'help', title: 'command.help', section: 'view', keys: ['?'], run: ({ ui }) => ui.setState({ dialog: 'help' }) },

  {
    id: 'deploy',
    title: 'command.deploy',
    section: 'run',
    keys: ['Mod+D'],
    run: ({ ui }) => ui.setState({ dialog: 'deploy' }),
  },
  {
    id: 'export',
    title: 'command.export',
    section: 'file',
    keys: ['Mod+E'],
    run: ({ ui }) => ui.setState({ dialog: 'export' }),
  },
  {
    id: 'import',
    title: 'command.import',
    section: 'file',
    keys: ['Mod+I'],
    run: ({ ui }) => ui.setState({ dialog: 'import' }),
  },
]

export const commandOf = (id: string): Command => {
  const command = commands.find((candidate) => candidate.id === id)
  if (!command) throw new Error(`There is no command ${id}.`)
  return command
}

export function runCommand(session: Session, command: Command): void {
  if (command.enabled?.(session) !== false) command.run(session)
}
