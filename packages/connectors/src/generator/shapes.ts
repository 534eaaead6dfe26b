import type { RowType } from '@millrace/language'
import type { ShapeName } from '@millrace/operators'
import { byType, composed, type Field, type MakeColumn, numbers, texts } from './columns.ts'
import { nexmark } from './nexmark.ts'
import { bits, skewed, unit } from './random.ts'

const sequence: Field = (type) => numbers(type, (_, row) => row + 1)
const upTo =
  (limit: number): Field =>
  (type, salt) =>
    numbers(type, (seed, row) => 1 + skewed(seed, row, salt, limit))
const oneOf =
  (...list: string[]): Field =>
  (_, salt) =>
    texts(list, salt)
const numbered =
  (prefix: string, count: number): Field =>
  (_, salt) =>
    texts(
      Array.from({ length: count }, (_, i) => `${prefix}${i + 1}`),
      salt,
    )
/** Amounts between two powers of ten, evenly over the orders of magnitude. */
const amount =
  (least: number, most: number): Field =>
  (type, salt) => {
    const scale = type.t === 'DECIMAL' ? 10 ** type.scale : 1
    const round = type.t === 'DOUBLE' || type.t === 'FLOAT' ? (x: number) => x : Math.round
    return numbers(type, (seed, row) => round(10 ** (least + unit(seed, row, salt) * (most - least)) * scale))
  }
/** A load that swings over the rows, with noise and rare peaks. */
const load: Field = (type, salt) =>
  numbers(type, (seed, row) => {
    const swing = 40 + 25 * Math.sin(row / 500 + salt)
    const peak = unit(seed, row, salt + 100) < 0.01 ? 30 : 0
    return Math.round(Math.min(100, Math.max(0, swing + 20 * unit(seed, row, salt) - 10 + peak)) * 100) / 100
  })
const address: Field = (_, salt) =>
  composed(
    (seed, row) =>
      `10.${skewed(seed, row, salt, 4)}.${skewed(seed, row, salt + 1, 20)}.${1 + skewed(seed, row, salt + 2, 250)}`,
  )
const hex =
  (digits: number): Field =>
  (_, salt) =>
    composed((seed, row) => bits(seed, row, salt).toString(16).padStart(digits, '0').slice(0, digits))
const chance =
  (share: number): Field =>
  (type, salt) =>
    numbers(type, (seed, row) => (unit(seed, row, salt) < share ? 1 : 0))

const MESSAGES = [
  'request served',
  'cache miss',
  'session opened',
  'slow query',
  'connection reset by peer',
  'timeout while calling payments',
  'out of memory, restarting',
]

const FIELDS: Record<ShapeName, Record<string, Field>> = {
  orders: {
    order_id: sequence,
    user_id: upTo(5000),
    shop: oneOf('north', 'south', 'west', 'east', 'harbour', 'airport', 'station', 'market', 'garden', 'castle'),
    product: numbered('product-', 200),
    category: oneOf('books', 'food', 'toys', 'clothes', 'garden', 'music'),
    quantity: upTo(5),
    price: amount(0.5, 3),
    status: oneOf('PAID', 'PAID', 'PAID', 'OPEN', 'CANCELLED'),
    city: oneOf('Berlin', 'Paris', 'Shanghai', 'London', 'Madrid', 'Rome', 'Vienna'),
  },
  clicks: {
    click_id: sequence,
    user_id: upTo(2000),
    session_id: hex(8),
    page: oneOf('/', '/search', '/product', '/cart', '/checkout', '/account', '/help'),
    action: oneOf('view', 'view', 'click', 'scroll', 'buy'),
    referrer: oneOf('direct', 'search', 'mail', 'social', 'ad'),
    ip: address,
  },
  metrics: {
    host: numbered('host-', 20),
    region: oneOf('eu', 'us', 'asia'),
    cpu: load,
    memory: load,
    disk_io: load,
    requests: upTo(2000),
  },
  logs: {
    service: oneOf('web', 'search', 'payments', 'stock', 'mail'),
    host: numbered('host-', 20),
    level: oneOf('INFO', 'INFO', 'INFO', 'INFO', 'DEBUG', 'WARN', 'ERROR'),
    message: oneOf(...MESSAGES),
    trace_id: hex(8),
    duration_ms: upTo(3000),
  },
  payments: {
    payment_id: sequence,
    account: numbered('DE', 500),
    merchant: numbered('merchant-', 100),
    country: oneOf('DE', 'FR', 'CN', 'US', 'GB', 'IT'),
    card: oneOf('visa', 'mastercard', 'unionpay', 'amex'),
    amount: amount(0, 4),
    approved: chance(0.97),
  },
  nexmark,
}

/** One maker per field of a row; undefined for the time field, which the reader fills. */
export function makersOf(shape: ShapeName, row: RowType, time: number | undefined): (MakeColumn | undefined)[] {
  return row.map(({ name, type }, index) => {
    if (index === time) return undefined
    return (FIELDS[shape][name] ?? byType)(type, index + 1)
  })
}
