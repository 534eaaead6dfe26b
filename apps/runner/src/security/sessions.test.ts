import { expect, test } from 'vitest'
import { openDatabase } from '../storage/database.ts'
import { LINK_LASTS_MS, Sessions } from './sessions.ts'

const DAY = 24 * 3_600_000

async function sessions() {
  const time = { now: 1_800_000_000_000 }
  const db = await openDatabase(':memory:')
  return { db, time, all: new Sessions(db, () => time.now) }
}

test('a link is good for ten minutes and for one', async () => {
  const { time, all } = await sessions()
  const [early, late] = [await all.createLink(), await all.createLink()]
  time.now += LINK_LASTS_MS
  expect(await all.signIn(early)).toMatchObject({ token: expect.stringMatching(/^[\w-]{43}$/) })
  expect(await all.signIn(early)).toBeUndefined()
  time.now += 1
  expect(await all.signIn(late)).toBeUndefined()
  expect(await all.signIn('')).toBeUndefined()
})

test('a session lasts while it is used, for a month at most', async () => {
  const { time, all } = await sessions()
  const { token } = (await all.signIn(await all.createLink()))!
  for (let day = 0; day < 30; day += 6) {
    expect(await all.find(token), `day ${day}`).toBeDefined()
    time.now += 6 * DAY
  }
  time.now += 1
  expect(await all.find(token)).toBeUndefined()
})

test('one that is not used ends after a week', async () => {
  const { time, all } = await sessions()
  const { token } = (await all.signIn(await all.createLink()))!
  time.now += 7 * DAY
  expect(await all.find(token)).toBeDefined()
  time.now += 7 * DAY + 1
  expect(await all.find(token)).toBeUndefined()
})

test('tokens are stored as hashes only, and no two are the same', async () => {
  const { db, all } = await sessions()
  const tokens: string[] = []
  for (let i = 0; i < 20; i++) {
    const link = await all.createLink()
    tokens.push(link, (await all.signIn(link))!.token)
  }
  const stored = JSON.stringify([
    await db.selectFrom('sessions').selectAll().execute(),
    await db.selectFrom('login_tokens').selectAll().execute(),
  ])
  for (const token of tokens) expect(stored).not.toContain(token)
  expect(new Set(tokens).size).toBe(tokens.length)
})

test('whoever waits for the end of a session is told, once', async () => {
  const { all } = await sessions()
  const { token } = (await all.signIn(await all.createLink()))!
  const session = (await all.find(token))!
  let [told, forgotten] = [0, 0]
  all.whenEnded(session, () => told++)
  all.whenEnded(session, () => forgotten++)()
  await all.end(session)
  expect([told, forgotten]).toEqual([1, 0])
  expect(await all.find(token)).toBeUndefined()
})
