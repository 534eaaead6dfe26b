/**
 * The events of an auction site by the rules of the Nexmark benchmark (module nexmark-flink): of every fifty events the first is a new
 * person, the next three are new auctions, the others are bids. Unlike the public generator every row follows from the seed and its
 * number, and the first person id is added to a bidder once, so bidders are persons.
 */
import { encodeUtf8, type FieldType } from '@millrace/language'
import { type Field, type MakeColumn, numbers, slices } from './columns.ts'
import { bits, unit } from './random.ts'

const PERSON = 0
const AUCTION = 1
const BID = 2

/** Events of each kind in a round. */
const PERSONS = 1
const AUCTIONS = 3
const ROUND = 50
/** The id of the first person and of the first auction. */
const FIRST_ID = 1000
/** Persons that are still around. */
const ACTIVE = 1000
/** Ids that are used before they are born. */
const LEAD = 10
const IN_FLIGHT = 100
/** One of so many persons or auctions is the one that everybody wants. */
const HOT_EVERY = 100

const SALT = {
  seller: 201,
  auction: 203,
  bidder: 205,
  price: 207,
  reserve: 208,
  category: 209,
  expires: 210,
  channel: 211,
}

const kindOf = (row: number): number => {
  const place = row % ROUND
  return place < PERSONS ? PERSON : place < PERSONS + AUCTIONS ? AUCTION : BID
}
const below = (seed: number, row: number, salt: number, limit: number) => Math.floor(unit(seed, row, salt) * limit)
const lastPerson = (row: number) => Math.floor(row / ROUND) * PERSONS + Math.min(row % ROUND, PERSONS - 1)
function lastAuction(row: number): number {
  const round = Math.floor(row / ROUND)
  const place = row % ROUND
  if (place < PERSONS) return round * AUCTIONS - 1
  return round * AUCTIONS + Math.min(place - PERSONS, AUCTIONS - 1)
}

function anyPerson(seed: number, row: number, salt: number): number {
  const persons = lastPerson(row) + 1
  const active = Math.min(persons, ACTIVE)
  return persons - active + below(seed, row, salt, active + LEAD)
}
function anyAuction(seed: number, row: number, salt: number): number {
  const last = lastAuction(row)
  const first = Math.max(last - IN_FLIGHT, 0)
  return first + below(seed, row, salt, last - first + 1 + LEAD)
}
const hot = (last: number) => Math.floor(last / HOT_EVERY) * HOT_EVERY

const id = (_: number, row: number) => FIRST_ID + (kindOf(row) === PERSON ? lastPerson(row) : lastAuction(row))
const seller = (seed: number, row: number) =>
  FIRST_ID + (unit(seed, row, SALT.seller) < 0.75 ? hot(lastPerson(row)) : anyPerson(seed, row, SALT.seller + 1))
const bidder = (seed: number, row: number) =>
  FIRST_ID + (unit(seed, row, SALT.bidder) < 0.75 ? hot(lastPerson(row)) + 1 : anyPerson(seed, row, SALT.bidder + 1))
const auction = (seed: number, row: number) =>
  FIRST_ID + (unit(seed, row, SALT.auction) < 0.5 ? hot(lastAuction(row)) : anyAuction(seed, row, SALT.auction + 1))
/** From 100 to 100 million, evenly over the orders of magnitude. */
const price = (seed: number, row: number, salt: number) => Math.round(10 ** (unit(seed, row, salt) * 6) * 100)
const initialBid = (seed: number, row: number) => price(seed, row, SALT.price)
const reserve = (seed: number, row: number) => initialBid(seed, row) + price(seed, row, SALT.reserve)

/** An auction ends at most twice the time in which a hundred more begin. */
const expires = (type: FieldType): MakeColumn => {
  const make = numbers(type, () => 0)
  return (seed, from, n, clock) => {
    const column = make(seed, from, n, clock)
    const data = (column as { data: Float64Array }).data
    for (let i = 0; i < n; i++) {
      const row = from + i
      const ahead = row + Math.floor((IN_FLIGHT * ROUND) / AUCTIONS)
      const horizon = Math.floor((ahead * 1000) / clock.rowsPerSecond) - Math.floor((row * 1000) / clock.rowsPerSecond)
      data[i] = clock.times[i]! + 1 + below(seed, row, SALT.expires, Math.max(2 * horizon, 1))
    }
    return column
  }
}

const STATES = ['AZ', 'CA', 'ID', 'OR', 'WA', 'WY']
const CITIES = 'Phoenix,Los Angeles,San Francisco,Boise,Portland,Bend,Redmond,Seattle,Kent,Cheyenne'.split(',')
const FIRST_NAMES = 'Peter,Paul,Luke,John,Saul,Vicky,Kate,Julie,Sarah,Deiter,Walter'.split(',')
const LAST_NAMES = 'Shultz,Abrams,Spencer,White,Bartels,Walton,Smith,Jones,Noris'.split(',')
const NAMES = FIRST_NAMES.flatMap((first) => LAST_NAMES.map((last) => `${first} ${last}`))

/** Letters and now and then another character, as long as wanted; `at` tells which. */
function word(at: number, salt: number, length: number, special: string): string {
  let text = ''
  for (let i = 0; i < length; i++) {
    const draw = bits(at, i, salt)
    text += draw % 13 === 0 ? special : String.fromCharCode(0x61 + ((draw >>> 8) % 26))
  }
  return text
}
const url = (at: number) => {
  const part = (salt: number) => word(at, salt, 3 + (bits(at, 0, salt + 50) % 2), '_')
  return `https://www.nexmark.com/${part(301)}/${part(302)}/${part(303)}/item.htm?query=1`
}

function reversed(bits: number): number {
  let result = 0
  for (let i = 0; i < 32; i++) result = (result << 1) | ((bits >>> i) & 1)
  return Math.abs(result)
}

const HOT_CHANNELS = ['Google', 'Facebook', 'Baidu', 'Apple']
const CHANNELS = 10_000
const channels = (): [name: string, url: string][] => [
  ...HOT_CHANNELS.map((name, i): [string, string] => [name, url(i)]),
  ...Array.from({ length: CHANNELS }, (_, i): [string, string] => {
    const id = bits(i, 0, 310) % 10 > 0 ? `&channel_id=${reversed(i)}` : ''
    return [`channel-${i}`, `${url(10 + i)}${id}`]
  }),
]
const channelAt = (seed: number, row: number) =>
  unit(seed, row, SALT.channel) < 0.5
    ? below(seed, row, SALT.channel + 1, HOT_CHANNELS.length)
    : HOT_CHANNELS.length + below(seed, row, SALT.channel + 1, CHANNELS)

/** One text of a list, by a function of the row. */
function picked(list: () => readonly string[], pick: (seed: number, row: number) => number): Field {
  return () => {
    const cells = list().map(encodeUtf8)
    const begins = [0]
    for (const cell of cells) begins.push(begins.at(-1)! + cell.length)
    const bytes = new Uint8Array(begins.at(-1)!)
    for (const [i, cell] of cells.entries()) bytes.set(cell, begins[i]!)
    return slices(bytes, (seed, row, place) => {
      const at = pick(seed, row)
      place.start = begins[at]!
      place.end = begins[at + 1]!
    })
  }
}
const anyOf =
  (list: () => readonly string[]): Field =>
  (type, salt) => {
    const texts = list()
    return picked(
      () => texts,
      (seed, row) => below(seed, row, salt, texts.length),
    )(type, salt)
  }

const POOL = 1 << 18
/** A piece of a long text of letters; `special` stands in it now and then, never first or last. */
const letters =
  (special: string, length: (seed: number, row: number, salt: number) => number): Field =>
  (_, salt) => {
    const bytes = encodeUtf8(word(1, salt, POOL, special))
    return slices(bytes, (seed, row, place) => {
      const size = length(seed, row, salt)
      place.start = below(seed, row, salt + 1000, bytes.length - size)
      place.end = place.start + size
      if (special === '') return
      while (place.end > place.start && bytes[place.start] === 0x20) place.start++
      while (place.end > place.start && bytes[place.end - 1] === 0x20) place.end--
    })
  }
const upTo = (most: number) => (seed: number, row: number, salt: number) => 3 + below(seed, row, salt, most - 3)
/** What fills a record up to about the average size of its kind. */
const FILL = [110, 400, 70]
const filling = (seed: number, row: number, salt: number) => {
  const average = FILL[kindOf(row)]!
  return Math.floor(average * 0.8) + below(seed, row, salt, Math.floor(average * 0.4))
}

const MAILS = 4096
const CARDS = 4096
const mails = () =>
  Array.from({ length: MAILS }, (_, i) => `${word(i, 320, 3 + (i % 4), 'a')}@${word(i, 321, 3 + (i % 2), 'b')}.com`)
const cards = () =>
  Array.from({ length: CARDS }, (_, i) =>
    [1, 2, 3, 4].map((part) => String(bits(i, part, 330) % 10_000).padStart(4, '0')).join(' '),
  )

const number =
  (make: (seed: number, row: number) => number): Field =>
  (type) =>
    numbers(type, make)

/** NULL in the events of other kinds. */
const of =
  (kinds: readonly number[], field: Field): Field =>
  (type, salt) => {
    const make = field(type, salt)
    const nulls = new Uint8Array(1024)
    return (seed, from, n, clock) => {
      for (let i = 0; i < n; i++) nulls[i] = kinds.includes(kindOf(from + i)) ? 0 : 1
      return { ...make(seed, from, n, clock), nulls }
    }
  }

export const nexmark: Readonly<Record<string, Field>> = {
  event_type: number((_, row) => kindOf(row)),
  id: of([PERSON, AUCTION], number(id)),
  name: of(
    [PERSON],
    anyOf(() => NAMES),
  ),
  emailAddress: of([PERSON], anyOf(mails)),
  creditCard: of([PERSON], anyOf(cards)),
  city: of(
    [PERSON],
    anyOf(() => CITIES),
  ),
  state: of(
    [PERSON],
    anyOf(() => STATES),
  ),
  itemName: of([AUCTION], letters(' ', upTo(20))),
  description: of([AUCTION], letters(' ', upTo(100))),
  initialBid: of([AUCTION], number(initialBid)),
  reserve: of([AUCTION], number(reserve)),
  expires: of([AUCTION], expires),
  seller: of([AUCTION], number(seller)),
  category: of(
    [AUCTION],
    number((seed, row) => 10 + below(seed, row, SALT.category, 5)),
  ),
  auction: of([BID], number(auction)),
  bidder: of([BID], number(bidder)),
  price: of(
    [BID],
    number((seed, row) => price(seed, row, SALT.price)),
  ),
  channel: of(
    [BID],
    picked(() => channels().map(([name]) => name), channelAt),
  ),
  url: of(
    [BID],
    picked(() => channels().map(([, url]) => url), channelAt),
  ),
  extra: letters('', filling),
}
