import type { RowType } from '@millrace/language'
import { typeOf } from '@millrace/language'

/** Kinds of rows that the generator makes, with their fields. What the fields hold is the connector's. */
export const shapeNames = ['orders', 'clicks', 'metrics', 'logs', 'payments'] as const
export type ShapeName = (typeof shapeNames)[number]

const row = (fields: Record<string, string>): RowType =>
  Object.entries(fields).map(([name, type]) => ({ name, ...typeOf(`${type} NOT NULL`) }))

export const shapes: Readonly<Record<ShapeName, { row: RowType; time: string }>> = {
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
}
