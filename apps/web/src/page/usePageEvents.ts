/** Keys, clipboard and leaving, as far as they belong to the page and not to something on it. */
import { useEffect } from 'react'
import { copied, pasteText, removeSelected } from '../editor/actions.ts'
import { runCommand } from '../editor/commands.ts'
import type { Session } from '../editor/session.ts'
import { belongsToText, commandFor } from '../editor/shortcuts.ts'
import type { Autosave } from './autosave.ts'

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.matches('input, textarea, select') || target.isContentEditable || target.closest('.cm-editor') !== null)

const onCanvas = (target: EventTarget | null): boolean =>
  target === document.body || (target instanceof Element && target.closest('[data-region="canvas"]') !== null)

/** A dialog or a menu has the keyboard for itself. */
const inDialog = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null

export function useKeys(session: Session, autosave: Autosave): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || inDialog(event.target)) return
      const typing = isTyping(event.target)
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's' && !event.shiftKey && !event.altKey) {
        event.preventDefault()
        void autosave.flush()
        return
      }
      const command = commandFor(event, { typing, canvas: onCanvas(event.target) })
      if (!command || (typing && command.keys?.some(belongsToText))) return
      if (command.id === 'add' && isControl(event.target)) return
      if (command.id === 'configure' && isControl(event.target)) return
      event.preventDefault()
      runCommand(session, command)
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [session, autosave])
}

/** Tab goes on to the next control, and Enter presses it, where the keyboard is on one. */
const isControl = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('button, a, [role="toolbar"]') !== null

export function useClipboard(session: Session): void {
  useEffect(() => {
    const ours = (event: ClipboardEvent) =>
      !isTyping(event.target) && !inDialog(event.target) && (document.getSelection()?.isCollapsed ?? true)
    const copy = (event: ClipboardEvent) => {
      const text = ours(event) ? copied(session) : undefined
      if (text === undefined) return
      event.clipboardData?.setData('text/plain', text)
      event.preventDefault()
      if (event.type === 'cut') removeSelected(session)
    }
    const paste = (event: ClipboardEvent) => {
      if (isTyping(event.target) || inDialog(event.target)) return
      const text = event.clipboardData?.getData('text/plain') ?? ''
      if (pasteText(session, text)) event.preventDefault()
    }
    document.addEventListener('copy', copy)
    document.addEventListener('cut', copy)
    document.addEventListener('paste', paste)
    return () => {
      document.removeEventListener('copy', copy)
      document.removeEventListener('cut', copy)
      document.removeEventListener('paste', paste)
    }
  }, [session])
}

/** Closing the tab with work that is not saved asks first. */
export function useLeaveGuard(autosave: Autosave): void {
  useEffect(() => {
    const leave = (event: BeforeUnloadEvent) => {
      if (autosave.store.getState().state === 'saved') return
      void autosave.flush()
      event.preventDefault()
    }
    window.addEventListener('beforeunload', leave)
    return () => window.removeEventListener('beforeunload', leave)
  }, [autosave])
}
