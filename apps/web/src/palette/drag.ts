/** Dragging an operator from the palette to the canvas, by pointer events: with mouse, pen and finger alike. */
import type { Definition } from '@millrace/algebra'
import { type RefObject, useEffect } from 'react'
import { createStore } from 'zustand/vanilla'
import { addOperator } from '../editor/actions.ts'
import { useSession } from '../editor/hooks.ts'
import type { Session } from '../editor/session.ts'
import { edgeOf } from '../editor/store.ts'

export interface PaletteDrag {
  readonly definition: Definition
  readonly x: number
  readonly y: number
}

export const paletteDrag = createStore<{ readonly drag?: PaletteDrag | undefined }>(() => ({}))

const THRESHOLD = 4

/** Begins when the pointer has moved a little, so that a click stays a click. */
export function startDrag(definition: Definition, start: { clientX: number; clientY: number }): void {
  let moved = false
  const move = ({ clientX: x, clientY: y }: PointerEvent) => {
    moved ||= Math.hypot(x - start.clientX, y - start.clientY) > THRESHOLD
    if (moved) paletteDrag.setState({ drag: { definition, x, y } })
  }
  const end = (event: PointerEvent | KeyboardEvent) => {
    if (event instanceof KeyboardEvent && event.key !== 'Escape') return
    window.removeEventListener('pointermove', move)
    window.removeEventListener('pointerup', end)
    window.removeEventListener('pointercancel', end)
    window.removeEventListener('keydown', end, true)
    const { drag } = paletteDrag.getState()
    paletteDrag.setState({ drag: undefined })
    if (drag && event.type === 'pointerup')
      window.dispatchEvent(new CustomEvent<PaletteDrag>(DROPPED, { detail: drag }))
  }
  window.addEventListener('pointermove', move)
  window.addEventListener('pointerup', end)
  window.addEventListener('pointercancel', end)
  window.addEventListener('keydown', end, true)
}

const DROPPED = 'millrace-dropped'

/** Where the pointer holds the ghost of a node. */
export const GRIP = { x: 24, y: 16 }

export function useDropOnCanvas(frame: RefObject<HTMLElement | null>): void {
  const session = useSession()
  useEffect(() => {
    const drop = (event: Event) => dropped(session, frame.current, (event as CustomEvent<PaletteDrag>).detail)
    window.addEventListener(DROPPED, drop)
    return () => window.removeEventListener(DROPPED, drop)
  }, [session, frame])
}

function dropped(session: Session, frame: HTMLElement | null, { definition, x, y }: PaletteDrag): void {
  const under = document.elementsFromPoint(x, y)
  if (!frame || !under.some((element) => element.classList.contains('react-flow'))) return
  const edge = under.map((element) => element.closest<SVGElement>('.react-flow__edge')?.dataset.id).find(Boolean)
  const at = session.canvas?.toCanvas([x - GRIP.x, y - GRIP.y])
  if (at) addOperator(session, definition, { at, ...(edge !== undefined && { edge: edgeOf(edge) }) })
  frame.focus({ preventScroll: true })
}
