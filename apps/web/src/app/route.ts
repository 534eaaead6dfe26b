/** Which page is shown, by the path of the address. */
import { type AnchorHTMLAttributes, createElement, type MouseEvent, useSyncExternalStore } from 'react'

export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'pipeline'; readonly id: string }
  | { readonly page: 'screen'; readonly id: string }
  | { readonly page: 'connections' }
  | { readonly page: 'operators'; readonly type?: string | undefined }
  | { readonly page: 'unknown' }

export function routeOf(path: string): Route {
  const [first, second, ...rest] = path.split('/').filter(Boolean).map(decodeURIComponent)
  if (rest.length > 0) return { page: 'unknown' }
  if (first === undefined) return { page: 'home' }
  if (first === 'p' && second !== undefined) return { page: 'pipeline', id: second }
  if (first === 'screens' && second !== undefined) return { page: 'screen', id: second }
  if (first === 'connections' && second === undefined) return { page: 'connections' }
  if (first === 'operators') return { page: 'operators', type: second }
  return { page: 'unknown' }
}

export const pathOf = {
  home: '/',
  connections: '/connections',
  pipeline: (id: string) => `/p/${encodeURIComponent(id)}`,
  screen: (id: string) => `/screens/${encodeURIComponent(id)}`,
  operators: (type?: string) => (type === undefined ? '/operators' : `/operators/${encodeURIComponent(type)}`),
}

const CHANGED = 'millrace-route'

export function go(path: string): void {
  if (path !== location.pathname) history.pushState(null, '', path)
  window.dispatchEvent(new Event(CHANGED))
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('popstate', listener)
  window.addEventListener(CHANGED, listener)
  return () => {
    window.removeEventListener('popstate', listener)
    window.removeEventListener(CHANGED, listener)
  }
}

export const usePath = (): string => useSyncExternalStore(subscribe, () => location.pathname)

/** A link inside of the app: a plain click stays on the page, everything else is the browser's. */
export function Link({ href, onClick, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  return createElement('a', {
    ...rest,
    href,
    onClick(event: MouseEvent<HTMLAnchorElement>) {
      onClick?.(event)
      if (
        event.defaultPrevented ||
        event.button !== 0 ||
        event.metaKey ||
        event.ctrlKey ||
        event.shiftKey ||
        event.altKey
      )
        return
      event.preventDefault()
      go(href)
    },
  })
}
