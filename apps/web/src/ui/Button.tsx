import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import { Tooltip } from './Tooltip.tsx'

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** One accent action per view; `plain` has no border. */
  kind?: 'primary' | 'normal' | 'plain' | 'danger'
  keys?: string | undefined
  ref?: Ref<HTMLButtonElement>
}

export function Button({ kind = 'normal', keys, children, className = '', ...rest }: ButtonProps) {
  return (
    <button type="button" className={`button button-${kind} ${className}`} {...rest}>
      {children}
      {keys && <kbd className="button-keys">{keys}</kbd>}
    </button>
  )
}

interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> {
  /** Its name for screen readers, and its tooltip. */
  label: string
  keys?: string | undefined
  side?: 'top' | 'bottom' | 'left' | 'right'
  children: ReactNode
  ref?: Ref<HTMLButtonElement>
}

export function IconButton({ label, keys, side = 'bottom', children, className = '', ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} keys={keys} side={side}>
      <button type="button" aria-label={label} className={`icon-button ${className}`} {...rest}>
        {children}
      </button>
    </Tooltip>
  )
}
