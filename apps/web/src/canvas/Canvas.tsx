import '@xyflow/react/dist/base.css'
import './canvas.css'
import { type NodeChange as Change, moveNodes, type Position } from '@millrace/pipeline'
import {
  Background,
  BackgroundVariant,
  type Connection,
  type EdgeChange,
  type FinalConnectionState,
  MiniMap,
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useReactFlow,
} from '@xyflow/react'
import { type MouseEvent, useEffect, useMemo, useRef, useState } from 'react'
import { addOperator, drawEdge, moveEdge } from '../editor/actions.ts'
import { autoLayout } from '../editor/autoLayout.ts'
import { useDerived, useEditor, useRun, useSession } from '../editor/hooks.ts'
import { currentFailure, isRunning } from '../editor/run.ts'
import { edgeOf } from '../editor/store.ts'
import { diagnosticText } from '../i18n/diagnostics.ts'
import { useLanguage, useT } from '../i18n/language.ts'
import { useDropOnCanvas } from '../palette/drag.ts'
import { toast } from '../ui/toasts.ts'
import { CanvasMenu } from './CanvasMenu.tsx'
import { ConnectionLine } from './ConnectionLine.tsx'
import { edgeBetween, landing, refusal } from './connecting.ts'
import { EmptyCanvas } from './EmptyCanvas.tsx'
import { FindInFlow } from './FindInFlow.tsx'
import { FlowEdge, type OperatorEdge } from './FlowEdge.tsx'
import { createFlow } from './flow.ts'
import { useFonts } from './measure.ts'
import { nodeAt } from './nodeAt.ts'
import { type OperatorFlowNode, OperatorNode } from './OperatorNode.tsx'
import { QuickAddList } from './QuickAddList.tsx'
import { RefusalTip } from './RefusalTip.tsx'
import { createViews } from './views.ts'
import { ZoomBar } from './ZoomBar.tsx'

const nodeTypes = { operator: OperatorNode }
const edgeTypes = { flow: FlowEdge }
const NO_CHANGES: Readonly<Record<string, Change>> = {}
/** Above this many nodes only those that are seen are in the page. */
const MANY = 150

export function Canvas({ changes = NO_CHANGES }: { changes?: Readonly<Record<string, Change>> }) {
  return (
    <ReactFlowProvider>
      <Flow changes={changes} />
    </ReactFlowProvider>
  )
}

function Flow({ changes }: { changes: Readonly<Record<string, Change>> }) {
  const session = useSession()
  const t = useT()
  const { nodes, edges, setDragged } = useFlow(changes)
  const frame = useRef<HTMLDivElement>(null)
  useCanvasApi(frame, setDragged)
  useDropOnCanvas(frame)
  const empty = useEditor(({ pipeline }) => Object.keys(pipeline.nodes).length === 0)
  const handlers = useHandlers(setDragged)
  return (
    <CanvasMenu>
      <div
        ref={frame}
        className="canvas"
        role="application"
        aria-label={t('canvas.name')}
        tabIndex={0}
        data-region="canvas"
      >
        <ReactFlow<OperatorFlowNode, OperatorEdge>
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          {...handlers}
          connectionLineComponent={ConnectionLine}
          connectionRadius={28}
          reconnectRadius={12}
          selectionOnDrag
          selectionMode={SelectionMode.Partial}
          panOnDrag={PAN_BUTTONS}
          panOnScroll
          panActivationKeyCode="Space"
          multiSelectionKeyCode={MULTI_KEYS}
          deleteKeyCode={null}
          selectionKeyCode={null}
          disableKeyboardA11y
          zoomOnDoubleClick={false}
          minZoom={0.1}
          maxZoom={2}
          nodeDragThreshold={3}
          snapToGrid
          snapGrid={SNAP}
          onlyRenderVisibleElements={nodes.length > MANY}
          proOptions={PRO}
          fitView
          fitViewOptions={FIT}
          elevateEdgesOnSelect={false}
          autoPanOnNodeFocus={false}
        >
          <Background variant={BackgroundVariant.Dots} gap={20} size={1.8} className="dots" />
          {!empty && (
            <MiniMap
              className="minimap"
              pannable
              zoomable
              nodeColor={groupColour}
              nodeStrokeWidth={0}
              nodeBorderRadius={4}
              offsetScale={8}
              ariaLabel={t('canvas.minimap')}
            />
          )}
        </ReactFlow>
        {empty && <EmptyCanvas />}
        <ZoomBar />
        <RefusalTip />
        <FindInFlow />
        <QuickAddList onAdd={(definition, placement) => addOperator(session, definition, placement)} />
      </div>
    </CanvasMenu>
  )
}

const PAN_BUTTONS = [1, 2]
const MULTI_KEYS = ['Shift', 'Meta', 'Control']
const SNAP: [number, number] = [4, 4]
const PRO = { hideAttribution: true }
const FIT = { padding: 0.16, maxZoom: 1, minZoom: 0.35 }

const groupColour = (node: OperatorFlowNode) => `var(--g-${node.data.view.group})`

type Dragged = Readonly<Record<string, Position>>
const NOT_DRAGGED: Dragged = {}

/** Nodes and edges to draw. */
function useFlow(changes: Readonly<Record<string, Change>>) {
  const session = useSession()
  const language = useLanguage()
  const fonts = useFonts()
  const derived = useDerived()
  const running = useRun(isRunning)
  const failure = useRun(currentFailure)
  const pipeline = useEditor((state) => state.pipeline)
  const selection = useEditor((state) => state.selection)
  const [dragged, setDragged] = useState<Dragged>(NOT_DRAGGED)
  const [makeViews, makeFlow] = useMemo(() => [createViews(session), createFlow()] as const, [session])
  // biome-ignore lint/correctness/useExhaustiveDependencies: views are made from the pipeline and what derives from it
  const views = useMemo(
    () => makeViews({ language, fonts, running, changes, failure }),
    [makeViews, language, fonts, running, changes, failure, derived, pipeline.nodes, pipeline.edges],
  )
  const flow = useMemo(
    () => makeFlow({ pipeline, views, selection, dragged }),
    [makeFlow, pipeline, views, selection, dragged],
  )
  return { ...flow, setDragged }
}

function useHandlers(setDragged: (change: (dragged: Dragged) => Dragged) => void) {
  const session = useSession()
  const language = useLanguage()
  const flow = useReactFlow<OperatorFlowNode, OperatorEdge>()
  return useMemo(() => {
    const { editor, ui } = session
    const explain = (problem: Parameters<typeof diagnosticText>[0] | undefined) => {
      if (problem) toast(diagnosticText(problem, language))
    }
    return {
      onNodesChange(changes: NodeChange<OperatorFlowNode>[]) {
        const moves = changes.filter((change) => change.type === 'position')
        if (moves.length > 0) {
          setDragged((dragged) => ({
            ...dragged,
            ...Object.fromEntries(
              moves.flatMap(({ id, position }) => (position ? [[id, [position.x, position.y] as Position]] : [])),
            ),
          }))
        }
        takeSelection(session, 'nodes', changes)
      },
      onEdgesChange(changes: EdgeChange<OperatorEdge>[]) {
        takeSelection(session, 'edges', changes)
      },
      onNodeDragStop(_: unknown, __: OperatorFlowNode, nodes: OperatorFlowNode[]) {
        editor.edit((pipeline) =>
          moveNodes(pipeline, Object.fromEntries(nodes.map(({ id, position: { x, y } }) => [id, [x, y] as Position]))),
        )
        setDragged(() => NOT_DRAGGED)
      },
      onSelectionDragStop(_: unknown, nodes: OperatorFlowNode[]) {
        editor.edit((pipeline) =>
          moveNodes(pipeline, Object.fromEntries(nodes.map(({ id, position: { x, y } }) => [id, [x, y] as Position]))),
        )
        setDragged(() => NOT_DRAGGED)
      },
      isValidConnection({ source, sourceHandle, target, targetHandle }: Connection | OperatorEdge) {
        return !refusal(session, edgeBetween(source, sourceHandle ?? '', target, targetHandle ?? ''))
      },
      onConnect({ source, sourceHandle, target, targetHandle }: Connection) {
        explain(drawEdge(session, edgeBetween(source, sourceHandle ?? '', target, targetHandle ?? '')))
      },
      onConnectEnd(event: globalThis.MouseEvent | TouchEvent, state: FinalConnectionState) {
        if (state.isValid || !state.fromNode || !state.fromHandle) return
        const screen = pointOf(event)
        const from = {
          port: `${state.fromNode.id}.${state.fromHandle.id}`,
          kind: state.fromHandle.type === 'source' ? 'output' : 'input',
        } as const
        const node = nodeAt(screen)
        if (node === undefined) {
          if (!state.toHandle && overCanvas(screen))
            openQuickAdd(session, flow.screenToFlowPosition({ x: screen[0], y: screen[1] }), screen, from)
          return
        }
        const { edge, problem } = landing(session, from, node)
        if (edge) drawEdge(session, edge)
        else explain(problem)
      },
      onReconnect(edge: OperatorEdge, { source, sourceHandle, target, targetHandle }: Connection) {
        explain(moveEdge(session, edgeOf(edge.id), edgeBetween(source, sourceHandle ?? '', target, targetHandle ?? '')))
      },
      onPaneClick() {
        ui.setState({ quickAdd: undefined })
      },
      onPaneContextMenu: (event: MouseEvent | globalThis.MouseEvent) => event.preventDefault(),
      onNodeDoubleClick(_: unknown, { id }: OperatorFlowNode) {
        editor.focus(id)
        ui.setState({ inspector: 'configure' })
      },
      onEdgeClick() {
        ui.setState({ dock: 'rows' })
      },
    }
  }, [session, language, flow, setDragged])
}

/** Selects as React Flow says; several changes are one. */
function takeSelection(
  { editor }: ReturnType<typeof useSession>,
  kind: 'nodes' | 'edges',
  changes: readonly { type: string; id?: string; selected?: boolean }[],
) {
  const selects = changes.filter((change) => change.type === 'select')
  if (selects.length === 0) return
  const { selection } = editor.store.getState()
  const chosen = new Set(selection[kind])
  for (const { id, selected } of selects) {
    if (selected) chosen.add(id!)
    else chosen.delete(id!)
  }
  editor.select({ ...selection, [kind]: [...chosen] })
}

function openQuickAdd(
  { ui }: ReturnType<typeof useSession>,
  { x, y }: { x: number; y: number },
  screen: Position,
  from?: { port: string; kind: 'output' | 'input' },
) {
  const at: Position = from?.kind === 'input' ? [x - 160, y - 16] : [x, y - 16]
  ui.setState({ quickAdd: { screen, at, ...(from && { from }) } })
}

const pointOf = (event: globalThis.MouseEvent | TouchEvent): Position => {
  const { clientX, clientY } = 'changedTouches' in event ? event.changedTouches[0]! : event
  return [clientX, clientY]
}

const overCanvas = ([x, y]: Position) =>
  document.elementsFromPoint(x, y).some((element) => element.classList.contains('react-flow__pane'))

/** Lets the rest of the page ask things of the canvas. */
function useCanvasApi(
  frame: React.RefObject<HTMLDivElement | null>,
  setDragged: (change: (dragged: Dragged) => Dragged) => void,
) {
  const session = useSession()
  const flow = useReactFlow<OperatorFlowNode, OperatorEdge>()
  const pointer = useRef<Position | undefined>(undefined)
  useEffect(() => {
    const element = frame.current
    if (!element) return
    const move = ({ clientX, clientY }: PointerEvent) => {
      pointer.current = [clientX, clientY]
    }
    const leave = () => {
      pointer.current = undefined
    }
    element.addEventListener('pointermove', move)
    element.addEventListener('pointerleave', leave)
    const middle = (): Position => {
      const { left, top, width, height } = element.getBoundingClientRect()
      return [left + width / 2, top + height / 2]
    }
    session.canvas = {
      fit: () => void flow.fitView({ ...FIT, duration: 140 }),
      zoomBy: (factor) => void flow.zoomTo(flow.getZoom() * factor, { duration: 90 }),
      zoomTo: (zoom) => void flow.zoomTo(zoom, { duration: 90 }),
      show(id) {
        const node = flow.getNode(id)
        if (!node) return
        const { x, y } = node.position
        void flow.setCenter(x + (node.width ?? 0) / 2, y + (node.height ?? 0) / 2, {
          zoom: Math.max(0.8, flow.getZoom()),
          duration: 140,
        })
      },
      focusNode: (id) =>
        element
          .querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)
          ?.focus({ preventScroll: true }),
      toCanvas: ([x, y]) => {
        const place = flow.screenToFlowPosition({ x, y })
        return [place.x, place.y]
      },
      pointer: () => pointer.current ?? middle(),
      sizes: (id) => {
        const node = flow.getNode(id)
        return node && { width: node.width ?? 0, height: node.height ?? 0 }
      },
      async arrange() {
        const shapes = new Map(flow.getNodes().map(({ id, data }) => [id, data.view.shape]))
        const positions = await autoLayout(session.editor.store.getState().pipeline, shapes)
        element.classList.add('arranging')
        session.editor.edit((pipeline) => moveNodes(pipeline, positions))
        setDragged(() => NOT_DRAGGED)
        setTimeout(() => element.classList.remove('arranging'), 200)
        requestAnimationFrame(() => void flow.fitView({ ...FIT, duration: 140 }))
      },
    }
    return () => {
      session.canvas = undefined
      element.removeEventListener('pointermove', move)
      element.removeEventListener('pointerleave', leave)
    }
  }, [session, flow, frame, setDragged])
}
