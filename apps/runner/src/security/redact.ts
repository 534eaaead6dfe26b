/** Shorter texts would be found everywhere. */
const SHORTEST = 4

/**
 * Takes secrets out of a text, also as base64 and as part of an address: the last net under messages that come from outside.
 *
 * Secrets never belong in a message; each place that makes one leaves them out already.
 */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const forms = [...new Set(secrets.filter((secret) => secret.length >= SHORTEST).flatMap(formsOf))]
  // The longest first, or a part of it would hide the rest.
  forms.sort((a, b) => b.length - a.length)
  return (text) => forms.reduce((clean, form) => clean.replaceAll(form, '***'), text)
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8')
  const base64 = bytes.toString('base64').replace(/=+$/, '')
  return [
    secret,
    base64,
    bytes.toString('base64url'),
    bytes.toString('hex'),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
  ]
}
