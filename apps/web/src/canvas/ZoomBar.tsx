import { useStore } from '@xyflow/react'
import { Maximize, Minus, Plus, Workflow } from 'lucide-react'
import { useSession } from '../editor/hooks.ts'
import { useT } from '../i18n/language.ts'
import { IconButton } from '../ui/Button.tsx'
import { Tooltip } from '../ui/Tooltip.tsx'

export function ZoomBar() {
  const session = useSession()
  const t = useT()
  const zoom = useStore(({ transform }) => Math.round(transform[2] * 100))
  return (
    <div className="zoom-bar" role="toolbar" aria-label={t('zoom.name')}>
      <IconButton label={t('zoom.out')} keys="−" side="top" onClick={() => session.canvas?.zoomBy(1 / 1.25)}>
        <Minus size={14} />
      </IconButton>
      <Tooltip text={t('zoom.reset')} keys="0">
        <button
          type="button"
          className="zoom-value num"
          aria-label={`${zoom}%, ${t('zoom.reset')}`}
          onClick={() => session.canvas?.zoomTo(1)}
        >
          {zoom}%
        </button>
      </Tooltip>
      <IconButton label={t('zoom.in')} keys="+" side="top" onClick={() => session.canvas?.zoomBy(1.25)}>
        <Plus size={14} />
      </IconButton>
      <IconButton label={t('zoom.fit')} keys="1" side="top" onClick={() => session.canvas?.fit()}>
        <Maximize size={14} />
      </IconButton>
      <IconButton label={t('zoom.arrange')} keys="L" side="top" onClick={() => void session.canvas?.arrange()}>
        <Workflow size={14} />
      </IconButton>
    </div>
  )
}
