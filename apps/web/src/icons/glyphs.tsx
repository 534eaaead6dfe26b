/** Our own glyphs for windows, on the grid and with the stroke of lucide. */
import type { ReactNode } from 'react'

export interface GlyphProps {
  size?: number | undefined
}

function Glyph({ size = 24, children }: GlyphProps & { children: ReactNode }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  )
}

export const Tumbling = ({ size }: GlyphProps) => (
  <Glyph size={size}>
    <rect x="2" y="7" width="6.3" height="10" rx="1" />
    <rect x="8.85" y="7" width="6.3" height="10" rx="1" />
    <rect x="15.7" y="7" width="6.3" height="10" rx="1" />
  </Glyph>
)

export const Sliding = ({ size }: GlyphProps) => (
  <Glyph size={size}>
    <rect x="3" y="4.5" width="12" height="6.5" rx="1" />
    <rect x="9" y="13" width="12" height="6.5" rx="1" />
  </Glyph>
)

export const Session = ({ size }: GlyphProps) => (
  <Glyph size={size}>
    <rect x="3" y="7" width="4" height="10" rx="1" />
    <rect x="10.5" y="7" width="10.5" height="10" rx="1" />
  </Glyph>
)

export const Cumulate = ({ size }: GlyphProps) => (
  <Glyph size={size}>
    <path d="M4 4v16" />
    <path d="M4 7h6" strokeWidth={2.5} />
    <path d="M4 12h11" strokeWidth={2.5} />
    <path d="M4 17h17" strokeWidth={2.5} />
  </Glyph>
)
