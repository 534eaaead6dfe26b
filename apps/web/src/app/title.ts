import { useEffect } from 'react'

/** The title of the browser's tab while this is on the page. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title === undefined || title === '' ? 'Millrace' : `${title} · Millrace`
  }, [title])
}
