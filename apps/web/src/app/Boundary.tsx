import { Component, type ErrorInfo, type ReactNode } from 'react'
import { language } from '../i18n/language.ts'
import { message } from '../i18n/message.ts'

/** What a person sees when a page cannot be shown: it was not there to load, or it is our mistake. What is saved is safe. */
export class Boundary extends Component<{ children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override componentDidCatch(error: unknown, { componentStack }: ErrorInfo): void {
    // biome-ignore lint/suspicious/noConsole: whoever looks for the cause finds it there
    console.error(error, componentStack)
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return (
      <main className="curtain">
        <h1>{message(language(), 'boundary.title')}</h1>
        <p>{message(language(), 'boundary.text')}</p>
        <button type="button" className="button button-primary" onClick={() => location.reload()}>
          {message(language(), 'boundary.again')}
        </button>
      </main>
    )
  }
}
