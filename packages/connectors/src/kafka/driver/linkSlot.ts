import { Closed } from './errors.ts'
import type { Link } from './link.ts'

/** Keeps one link open on demand: whoever asks while it is being opened gets the same attempt. */
export class LinkSlot {
  readonly #openLink: () => Promise<Link>
  #link: Link | undefined
  #opening: Promise<Link> | undefined
  #closed = false

  constructor(openLink: () => Promise<Link>) {
    this.#openLink = openLink
  }

  get open(): boolean {
    return this.#link?.open ?? false
  }

  get(): Promise<Link> {
    if (this.#link?.open) return Promise.resolve(this.#link)
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined
    })
    return this.#opening
  }

  close(): void {
    this.#closed = true
    this.#link?.close()
  }

  async #open(): Promise<Link> {
    const link = await this.#openLink()
    if (this.#closed) {
      link.close()
      throw new Closed('Kafka connection')
    }
    this.#link = link
    return link
  }
}
