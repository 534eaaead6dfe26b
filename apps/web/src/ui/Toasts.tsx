import { X } from 'lucide-react'
import { useStore } from 'zustand'
import { useT } from '../i18n/language.ts'
import { dismiss, toastStore } from './toasts.ts'

export function Toasts() {
  const toasts = useStore(toastStore)
  const t = useT()
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map(({ id, text, tone, action }) => (
        <div key={id} className={`toast ${tone}`}>
          <span>{text}</span>
          {action && (
            <button
              type="button"
              className="link"
              onClick={() => {
                action.run()
                dismiss(id)
              }}
            >
              {action.label}
            </button>
          )}
          <button type="button" className="icon-button" aria-label={t('close')} onClick={() => dismiss(id)}>
            <X size={14} />
          </button>
        </div>
      ))}
    </div>
  )
}
