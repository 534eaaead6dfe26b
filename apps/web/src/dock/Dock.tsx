import './dock.css'
import { ChevronDown, ChevronUp } from 'lucide-react'
import type { ComponentType, KeyboardEvent, PointerEvent } from 'react'
import { useDerived, useSession, useUi } from '../editor/hooks.ts'
import type { DockTab } from '../editor/ui.ts'
import { useT } from '../i18n/language.ts'
import { IconButton } from '../ui/Button.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { Logs } from './Logs.tsx'
import { Metrics } from './Metrics.tsx'
import { Problems } from './Problems.tsx'
import { RowsPane } from './RowsPane.tsx'
import { Runs } from './Runs.tsx'
import { State } from './State.tsx'

const panes: Readonly<Record<DockTab, ComponentType>> = {
  rows: RowsPane,
  metrics: Metrics,
  state: State,
  problems: Problems,
  runs: Runs,
  logs: Logs,
}

/** What is behind the canvas: rows, charts, state, problems, runs and logs. */
export function Dock() {
  const { ui } = useSession()
  const t = useT()
  const tab = useUi((state) => state.dock)
  const open = useUi((state) => state.dockOpen)
  const { errors, problems } = useDerived()
  const Pane = panes[tab]
  const tabs = [
    { value: 'rows', label: t('dock.rows') },
    { value: 'metrics', label: t('dock.metrics') },
    { value: 'state', label: t('dock.state') },
    {
      value: 'problems',
      label: t('dock.problems'),
      count: problems.length,
      tone: errors > 0 ? 'bad' : problems.length > 0 ? 'busy' : undefined,
    },
    { value: 'runs', label: t('dock.runs') },
    { value: 'logs', label: t('dock.logs') },
  ] as const
  return (
    <section className="dock" aria-label={t('dock.name')} data-region="dock">
      {open && <Grip />}
      <Tabs
        label={t('dock.name')}
        panel="dock-panel"
        className="dock-tabs"
        tabs={tabs}
        value={tab}
        onChange={(dock) => ui.setState({ dock, dockOpen: true })}
      >
        <span className="dock-aside" id="dock-aside" />
        <IconButton label={t('command.dock')} keys="Ctrl J" side="top" onClick={() => ui.setState({ dockOpen: !open })}>
          {open ? <ChevronDown size={15} /> : <ChevronUp size={15} />}
        </IconButton>
      </Tabs>
      {open && (
        <div className="dock-pane" id="dock-panel" role="tabpanel" aria-label={t(`dock.${tab}`)}>
          <Pane />
        </div>
      )}
    </section>
  )
}

const LEAST = 160
const MOST_SHARE = 0.6
const STEP = 24

/** The upper edge, to be dragged, or moved by arrow keys. */
function Grip() {
  const { ui } = useSession()
  const t = useT()
  const height = useUi((state) => state.dockHeight)
  const most = Math.round(window.innerHeight * MOST_SHARE)
  const set = (wanted: number) => ui.setState({ dockHeight: Math.round(Math.min(most, Math.max(LEAST, wanted))) })
  const drag = (down: PointerEvent<HTMLElement>) => {
    const target = down.currentTarget
    target.setPointerCapture(down.pointerId)
    const move = (event: globalThis.PointerEvent) => set(height + down.clientY - event.clientY)
    const end = () => {
      target.removeEventListener('pointermove', move)
      target.removeEventListener('lostpointercapture', end)
    }
    target.addEventListener('pointermove', move)
    target.addEventListener('lostpointercapture', end)
  }
  const keys = (event: KeyboardEvent) => {
    const step = { ArrowUp: STEP, ArrowDown: -STEP }[event.key]
    if (step === undefined) return
    event.preventDefault()
    set(height + step)
  }
  return (
    <div
      className="dock-grip"
      role="separator"
      tabIndex={0}
      aria-orientation="horizontal"
      aria-label={t('dock.resize')}
      aria-valuenow={height}
      aria-valuemin={LEAST}
      aria-valuemax={most}
      onPointerDown={drag}
      onKeyDown={keys}
    />
  )
}
