import { type ReactNode, useEffect, useState } from 'react'
import { createPortal } from 'react-dom'

/** Shows something of a pane at the right of the tabs. */
export function Aside({ children }: { children: ReactNode }) {
  const [place, setPlace] = useState<HTMLElement | null>(null)
  useEffect(() => setPlace(document.getElementById('dock-aside')), [])
  return place ? createPortal(children, place) : null
}
