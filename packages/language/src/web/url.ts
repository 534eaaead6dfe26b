/** The parts of a URL as java.net.URL splits it: nothing is decoded, and nothing but `.` and `..` in the path is changed. */
export interface UrlParts {
  protocol: string
  host: string
  port: number | undefined
  path: string
  query: string | null
  ref: string | null
  authority: string | null
  userInfo: string | null
}

/** Other protocols are refused, as in Java. */
const PROTOCOLS = new Set(['http', 'https', 'ftp', 'file', 'jar', 'jrt', 'mailto'])

/** Undefined for a text that is no URL. */
export function parseUrl(text: string): UrlParts | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Java drops every control character at the ends.
  const trimmed = text.replace(/^[\u0000- ]+|[\u0000- ]+$/g, '').replace(/^url:/i, '')
  const protocol = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(trimmed)?.[1]?.toLowerCase()
  if (protocol === undefined || !PROTOCOLS.has(protocol)) return undefined
  const [beforeRef, ref] = cutAt(trimmed.slice(protocol.length + 1), '#')
  const [rest, query] = protocol === 'jar' ? [beforeRef, null] : cutAt(beforeRef, '?')
  if (!rest.startsWith('//') || rest.startsWith('////'))
    return { protocol, host: '', port: undefined, path: normalized(rest), query, ref, authority: null, userInfo: null }
  const slash = rest.indexOf('/', 2)
  const authority = rest.slice(2, slash < 0 ? undefined : slash)
  const place = parseAuthority(authority)
  return place && { protocol, ...place, path: normalized(slash < 0 ? '' : rest.slice(slash)), query, ref, authority }
}

function cutAt(text: string, mark: string): [string, string | null] {
  const at = text.indexOf(mark)
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)]
}

function parseAuthority(authority: string): Pick<UrlParts, 'host' | 'port' | 'userInfo'> | undefined {
  const parts = authority.split('@')
  if (parts.length > 2) return { host: '', port: undefined, userInfo: null }
  const userInfo = parts.length === 2 ? parts[0]! : null
  const hostAndPort = parts.at(-1)!
  const match = hostAndPort.startsWith('[')
    ? /^(\[[0-9a-fA-F:.%]+\])(?::(.*))?$/.exec(hostAndPort)
    : /^([^:]*)(?::(.*))?$/s.exec(hostAndPort)
  if (!match) return undefined
  const [, host = '', port = ''] = match
  if (port !== '' && !/^\+?\d{1,9}$/.test(port)) return undefined
  return { host, port: port === '' ? undefined : Number(port), userInfo }
}

/** Takes `/./` and `/x/../` out of a path. */
function normalized(path: string): string {
  let result = path
  for (let at = result.indexOf('/./'); at >= 0; at = result.indexOf('/./'))
    result = result.slice(0, at) + result.slice(at + 2)
  for (let at = result.indexOf('/../'); at >= 0; ) {
    const before = at > 0 ? result.lastIndexOf('/', at - 1) : -1
    if (before >= 0 && result.indexOf('/../', before) !== 0) {
      result = result.slice(0, before) + result.slice(at + 3)
      at = result.indexOf('/../')
    } else at = result.indexOf('/../', at + 3)
  }
  while (result.endsWith('/..')) {
    const before = result.lastIndexOf('/', result.length - 4)
    if (before < 0) break
    result = result.slice(0, before + 1)
  }
  if (result.startsWith('./') && result.length > 2) result = result.slice(2)
  return result.endsWith('/.') ? result.slice(0, -1) : result
}
