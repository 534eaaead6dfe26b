/** The cookie of a session: unreadable for scripts, and never sent along by pages of other sites. */

/** Cookies do not know ports, so the name does: two runners on one machine keep apart. */
export const cookieName = (port: number) => `millrace-${port}`

export const sessionCookie = (port: number, token: string, seconds: number): string =>
  `${cookieName(port)}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}`

/** The value of a cookie in a header; undefined when it is not there, or twice. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  const values = (header ?? '').split(';').flatMap((pair) => {
    const at = pair.indexOf('=')
    return at > 0 && pair.slice(0, at).trim() === name ? [pair.slice(at + 1).trim()] : []
  })
  return values.length === 1 ? values[0] : undefined
}
