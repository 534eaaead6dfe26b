/** Exchanges the secret of a link that the runner printed for a session, where the link was pasted and not opened. */

const FORM = /^(?:.*#)?(?:token=)?([A-Za-z0-9_-]{32,})$/

/** The secret in a link, or in what was copied of it. */
export const tokenIn = (text: string): string | undefined => FORM.exec(text.trim())?.[1]

/** True when the runner has taken it; a link works once. */
export async function signIn(token: string): Promise<boolean> {
  try {
    const { ok } = await fetch('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    })
    return ok
  } catch {
    return false
  }
}
