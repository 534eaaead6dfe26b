/** Headers that say what a browser may do with what the runner sends. */

const COMMON = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
} as const

const policy = (directives: Readonly<Record<string, string>>) =>
  Object.entries({ 'default-src': "'none'", 'base-uri': "'none'", 'frame-ancestors': "'none'", ...directives })
    .map(([name, value]) => `${name} ${value}`)
    .join('; ')

/** Scripts come from the runner only. Styles may be written by scripts, since menus and the text editor place themselves that way. */
const PAGE = policy({
  'script-src': "'self'",
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data: blob:",
  'font-src': "'self'",
  'connect-src': "'self'",
  'worker-src': "'self'",
  'manifest-src': "'self'",
  'form-action': "'self'",
})

/** The preview's thread compiles expressions; it can reach nothing but the runner, and no page. */
const WORKER = policy({ 'script-src': "'self' 'unsafe-eval'", 'connect-src': "'self'" })

const NOTHING = policy({})

export const pageHeaders = { ...COMMON, 'Content-Security-Policy': PAGE } as const
export const workerHeaders = { ...COMMON, 'Content-Security-Policy': WORKER } as const
/** Of answers that are no pages: nothing of them is kept, or run when somebody opens one. */
export const apiHeaders = { ...COMMON, 'Content-Security-Policy': NOTHING, 'Cache-Control': 'no-store' } as const
