import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useT } from '../i18n/language.ts'

interface DialogProps {
  open: boolean
  onClose(): void
  title: ReactNode
  /** Beside the title. */
  aside?: ReactNode
  children: ReactNode
  footer?: ReactNode
  width?: number
}

export function Dialog({ open, onClose, title, aside, children, footer, width = 480 }: DialogProps) {
  const t = useT()
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="scrim" />
        <Base.Popup className="dialog" style={{ width }}>
          <header className="dialog-head">
            <Base.Title className="dialog-title">{title}</Base.Title>
            {aside}
            <Base.Close className="icon-button dialog-close" aria-label={t('close')}>
              <X size={16} />
            </Base.Close>
          </header>
          <div className="dialog-body scroll">{children}</div>
          {footer && <footer className="dialog-foot">{footer}</footer>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
