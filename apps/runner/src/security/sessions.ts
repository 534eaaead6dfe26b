import type { Database } from '../storage/database.ts'
import { hashOf, newToken } from './tokens.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** How long a link of the terminal can be opened. */
export const LINK_LASTS_MS = 10 * MINUTE
/** How long a session lasts without being used, and at most. */
const IDLE_MS = 7 * DAY
const MOST_MS = 30 * DAY
/** The time of last use is written this often at most. */
const TOUCH_MS = MINUTE
/** More sessions than this end the oldest. */
const MOST_SESSIONS = 100

export interface Session {
  /** Hash of the cookie's token. */
  hash: string
  endsAt: number
}

/**
 * Who may use the runner: whoever has opened a link that it printed.
 *
 * A link works once. Tokens are stored as hashes only; sessions survive a restart of the runner.
 */
export class Sessions {
  private readonly db: Database
  private readonly now: () => number
  private readonly onEnd = new Map<string, Set<() => void>>()

  constructor(db: Database, now: () => number) {
    this.db = db
    this.now = now
  }

  /** The secret of a new link. */
  async createLink(): Promise<string> {
    const token = newToken()
    await this.db.deleteFrom('login_tokens').where('ends_at', '<', this.now()).execute()
    await this.db
      .insertInto('login_tokens')
      .values({ hash: hashOf(token), ends_at: this.now() + LINK_LASTS_MS })
      .execute()
    return token
  }

  /** Exchanges the secret of a link for the secret of a session. */
  async signIn(token: string): Promise<{ token: string; endsAt: number } | undefined> {
    const { numDeletedRows } = await this.db
      .deleteFrom('login_tokens')
      .where('hash', '=', hashOf(token))
      .where('ends_at', '>=', this.now())
      .executeTakeFirstOrThrow()
    return numDeletedRows === 0n ? undefined : this.create()
  }

  private async create(): Promise<{ token: string; endsAt: number }> {
    const token = newToken()
    const at = this.now()
    const endsAt = at + MOST_MS
    await this.dropOld()
    await this.db
      .insertInto('sessions')
      .values({ hash: hashOf(token), created_at: at, seen_at: at, ends_at: endsAt })
      .execute()
    return { token, endsAt }
  }

  private async dropOld(): Promise<void> {
    const at = this.now()
    await this.db
      .deleteFrom('sessions')
      .where((e) => e.or([e('ends_at', '<', at), e('seen_at', '<', at - IDLE_MS)]))
      .execute()
    const newest = this.db
      .selectFrom('sessions')
      .select('hash')
      .orderBy('seen_at', 'desc')
      .limit(MOST_SESSIONS - 1)
    await this.db.deleteFrom('sessions').where('hash', 'not in', newest).execute()
  }

  /** The session of a cookie, while it lasts. */
  async find(token: string | undefined): Promise<Session | undefined> {
    return token === undefined ? undefined : this.findByHash(hashOf(token))
  }

  async findByHash(hash: string): Promise<Session | undefined> {
    const row = await this.db.selectFrom('sessions').selectAll().where('hash', '=', hash).executeTakeFirst()
    const at = this.now()
    if (!row || row.ends_at < at || row.seen_at < at - IDLE_MS) return undefined
    if (at - row.seen_at > TOUCH_MS)
      await this.db.updateTable('sessions').set({ seen_at: at }).where('hash', '=', hash).execute()
    return { hash, endsAt: row.ends_at }
  }

  async end({ hash }: Session): Promise<void> {
    await this.db.deleteFrom('sessions').where('hash', '=', hash).execute()
    for (const close of this.onEnd.get(hash) ?? []) close()
  }

  /** Calls when a session ends, until the returned function is called: its sockets are closed with it. */
  whenEnded({ hash }: Session, close: () => void): () => void {
    const all = this.onEnd.get(hash) ?? new Set()
    this.onEnd.set(hash, all)
    all.add(close)
    return () => {
      all.delete(close)
      if (all.size === 0) this.onEnd.delete(hash)
    }
  }
}
