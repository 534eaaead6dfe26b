/** Who may talk to the runner at all, told by the form of a request: before any session is looked at, and the same for sockets. */

/** The addresses under which the runner may be reached. */
export interface Addresses {
  /** Values of the header `Host`. */
  hosts: ReadonlySet<string>
  /** Values of the header `Origin`. */
  origins: ReadonlySet<string>
  /** Where links begin. */
  origin: string
}

/** On the loopback, by any of its names. `pages` are origins of a development server that passes requests on. */
export function addressesOf(port: number, pages: readonly string[] = []): Addresses {
  const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((name) => (port === 80 ? name : `${name}:${port}`))
  const origins = hosts.map((host) => `http://${host}`)
  return {
    hosts: new Set([...hosts, ...pages.map((page) => new URL(page).host)]),
    origins: new Set([...origins, ...pages]),
    origin: origins[0]!,
  }
}

export interface RequestForm {
  method: string
  upgrade: boolean
  host: string | undefined
  origin: string | undefined
  /** The header `Sec-Fetch-Site`: what a browser says about where a request comes from. */
  fetchSite: string | undefined
  /** Somebody opens a page, by a link or by hand: pages are the same for everybody and show nothing without a session. */
  opensPage: boolean
  contentType: string | undefined
}

export interface Refusal {
  status: number
  message: string
}

/** Why a request is not even looked at. */
export function refusalOf(form: RequestForm, { hosts, origins }: Addresses): Refusal | undefined {
  const { method, upgrade, host, origin, fetchSite, opensPage, contentType } = form
  // A name that somebody else's DNS has bent to this machine.
  if (host === undefined || !hosts.has(host.toLowerCase()))
    return { status: 421, message: 'This is not the address of the runner.' }
  if (origin !== undefined && !origins.has(origin)) return FOREIGN
  const changes = method !== 'GET' && method !== 'HEAD'
  // Browsers name the origin of every upgrade and of everything that may change something.
  if ((upgrade || changes) && origin === undefined) return FOREIGN
  if (!upgrade && fetchSite !== undefined && !OWN_SITES.has(fetchSite) && !opensPage) return FOREIGN
  if (changes && !isJson(contentType)) return { status: 415, message: 'Send JSON.' }
  return undefined
}

const FOREIGN: Refusal = { status: 403, message: 'Requests from other pages are refused.' }
const OWN_SITES: ReadonlySet<string> = new Set(['same-origin', 'none'])

const isJson = (contentType: string | undefined) =>
  contentType !== undefined && /^application\/json\s*(?:;\s*charset=utf-8)?$/i.test(contentType)
