import type { LookupCache } from '@millrace/algebra'
import { type Answer, keyText } from './answer.ts'

interface Entry {
  answer: Answer
  writtenAt: number
  accessedAt: number
}

/**
 * Answers that may be used again, and those that are on their way (Flink's `lookup.partial-cache`).
 *
 * An answer on its way is shared by all who ask meanwhile. What has expired is not used; it goes when it is asked for or when there is no
 * room, so the number of rows bounds the memory. A failure is not kept.
 */
export class AnswerCache {
  private readonly limits: LookupCache
  private readonly monotonic: () => number
  private readonly pending = new Map<string, Answer>()
  /** The answer that was not used for longest comes first. */
  private readonly entries = new Map<string, Entry>()
  private rows = 0

  constructor(limits: LookupCache, monotonic: () => number) {
    this.limits = limits
    this.monotonic = monotonic
  }

  /** The answer of a key that has been asked for or still holds. */
  find(text: string): Answer | undefined {
    const entry = this.entries.get(text)
    if (!entry) return this.pending.get(text)
    const now = this.monotonic()
    this.remove(text, entry)
    if (this.expired(entry, now)) return undefined
    entry.accessedAt = now
    this.add(text, entry)
    return entry.answer
  }

  private expired({ writtenAt, accessedAt }: Entry, now: number): boolean {
    const { expireAfterWrite = Number.POSITIVE_INFINITY, expireAfterAccess = Number.POSITIVE_INFINITY } = this.limits
    return now - writtenAt >= expireAfterWrite || now - accessedAt >= expireAfterAccess
  }

  /** A key is being asked for. */
  expect(text: string, answer: Answer): void {
    this.pending.set(text, answer)
  }

  /** An answer has come. */
  take(answer: Answer): void {
    const text = keyText(answer.key)
    this.pending.delete(text)
    const { rows } = answer
    if (!rows || (rows.length === 0 && !this.limits.missingKeys)) return
    const now = this.monotonic()
    this.add(text, { answer, writtenAt: now, accessedAt: now })
    for (const [oldest, entry] of this.entries) {
      if (this.rows <= this.limits.maxRows) return
      this.remove(oldest, entry)
    }
  }

  private add(text: string, entry: Entry): void {
    this.entries.set(text, entry)
    this.rows += size(entry)
  }
  private remove(text: string, entry: Entry): void {
    this.entries.delete(text)
    this.rows -= size(entry)
  }

  /** Keys whose answers are kept. */
  get size(): number {
    return this.entries.size
  }
  /** Some of the kept answers. */
  answers(from: number, limit: number): Answer[] {
    return [...this.entries.values()].slice(from, from + limit).map(({ answer }) => answer)
  }
}

const size = ({ answer }: Entry) => Math.max(1, answer.rows!.length)
