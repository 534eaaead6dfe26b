import type { RowType } from '@millrace/language'
import { typeOf } from '@millrace/language'

/** Kinds of rows that the generator makes, with their fields. What the fields hold is the connector's. */
export const shapeNames = ['orders', 'clicks', 'metrics', 'logs', 'payments', 'nexmark'] as const
export type ShapeName = (typeof shapeNames)[number]

const row = (fields: Record<string, string>): RowType =>
  Object.entries(fields).map(([name, type]) => ({ name, ...typeOf(`${type} NOT NULL`) }))

interface Shape {
  row: RowType
  time: string
  /** Where other writers of such rows put a field inside the objects of a JSON record. */
  paths?: Readonly<Record<string, readonly (readonly string[])[]>>
}

/** Fields of the events of one kind: NULL in the others, and inside an object of that name. */
const [person, auction, bid] = [
  { id: 'BIGINT', name: 'STRING', emailAddress: 'STRING', creditCard: 'STRING', city: 'STRING', state: 'STRING' },
  {
    id: 'BIGINT',
    itemName: 'STRING',
    description: 'STRING',
    initialBid: 'BIGINT',
    reserve: 'BIGINT',
    expires: 'TIMESTAMP(3)',
    seller: 'BIGINT',
    category: 'BIGINT',
  },
  { auction: 'BIGINT', bidder: 'BIGINT', price: 'BIGINT', channel: 'STRING', url: 'STRING' },
]
const optional = (fields: Record<string, string>): RowType =>
  Object.entries(fields).map(([name, type]) => ({ name, ...typeOf(type) }))
const kinds = { person, auction, bid }
const inEvents = (name: string) => Object.keys(kinds).map((kind) => [kind, name])
const inside = Object.entries(kinds).flatMap(([kind, fields]) => Object.keys(fields).map((name) => [kind, name]))

export const shapes: Readonly<Record<ShapeName, Shape>> = {
  orders: {
    row: row({
      order_id: 'BIGINT',
      user_id: 'INT',
      shop: 'STRING',
      product: 'STRING',
      category: 'STRING',
      quantity: 'INT',
      price: 'DECIMAL(10, 2)',
      status: 'STRING',
      city: 'STRING',
      order_time: 'TIMESTAMP(3)',
    }),
    time: 'order_time',
  },
  clicks: {
    row: row({
      click_id: 'BIGINT',
      user_id: 'INT',
      session_id: 'STRING',
      page: 'STRING',
      action: 'STRING',
      referrer: 'STRING',
      ip: 'STRING',
      click_time: 'TIMESTAMP(3)',
    }),
    time: 'click_time',
  },
  metrics: {
    row: row({
      host: 'STRING',
      region: 'STRING',
      cpu: 'DOUBLE',
      memory: 'DOUBLE',
      disk_io: 'DOUBLE',
      requests: 'INT',
      measured_at: 'TIMESTAMP(3)',
    }),
    time: 'measured_at',
  },
  logs: {
    row: row({
      service: 'STRING',
      host: 'STRING',
      level: 'STRING',
      message: 'STRING',
      trace_id: 'STRING',
      duration_ms: 'INT',
      logged_at: 'TIMESTAMP(3)',
    }),
    time: 'logged_at',
  },
  payments: {
    row: row({
      payment_id: 'BIGINT',
      account: 'STRING',
      merchant: 'STRING',
      country: 'STRING',
      card: 'STRING',
      amount: 'DECIMAL(12, 2)',
      approved: 'BOOLEAN',
      paid_at: 'TIMESTAMP(3)',
    }),
    time: 'paid_at',
  },
  nexmark: {
    row: [
      ...row({ event_type: 'INT' }),
      ...optional({ ...person, ...auction, ...bid }),
      ...row({ dateTime: 'TIMESTAMP(3)', extra: 'STRING' }),
    ],
    time: 'dateTime',
    paths: {
      ...Object.fromEntries(inside.map(([, name]) => [name!, inside.filter((path) => path[1] === name)])),
      dateTime: inEvents('dateTime'),
      extra: inEvents('extra'),
    },
  },
}
