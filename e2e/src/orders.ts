/** Orders for a Kafka topic, and the slow answer to what the story asks of them. */

export interface Order {
  order_id: number
  product: string
  quantity: number
  price: number
  status: string
  order_time: string
}

const PRODUCTS = ['lamp', 'chair', 'table', 'shelf', 'mirror', 'carpet', 'vase', 'clock']
const START = Date.parse('2026-01-01T00:00:00Z')
const EVERY_MS = 250

/** The same orders every time, a quarter of a second apart. */
export function makeOrders(count: number): Order[] {
  let state = 42
  const next = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * below)
  }
  return Array.from({ length: count }, (_, i) => ({
    order_id: i + 1,
    product: PRODUCTS[next(PRODUCTS.length)]!,
    quantity: 1 + next(4),
    price: (100 + next(9900)) / 100,
    status: next(5) === 0 ? 'OPEN' : 'PAID',
    order_time: iso(START + i * EVERY_MS),
  }))
}

/** An order of a later day: it closes all windows. */
export const lastOrder: Order = {
  order_id: 0,
  product: 'none',
  quantity: 0,
  price: 0.01,
  status: 'OPEN',
  order_time: '2026-01-02T00:00:00.000',
}

export interface Top {
  product: string
  window_start: string
  count: number
  revenue: string
}

const WINDOW_MS = 10_000

/** The five products with the most revenue in every ten seconds, best first. */
export function topProducts(orders: readonly Order[]): Top[] {
  const windows = new Map<number, Map<string, { count: number; cents: number }>>()
  for (const { product, quantity, price, status, order_time } of orders) {
    if (status !== 'PAID') continue
    const start = Math.floor(Date.parse(`${order_time}Z`) / WINDOW_MS) * WINDOW_MS
    const products = windows.get(start) ?? new Map()
    windows.set(start, products)
    const sum = products.get(product) ?? { count: 0, cents: 0 }
    products.set(product, { count: sum.count + 1, cents: sum.cents + quantity * Math.round(price * 100) })
  }
  return [...windows].flatMap(([start, products]) =>
    [...products]
      .sort(([a, x], [b, y]) => y.cents - x.cents || (a < b ? -1 : 1))
      .slice(0, 5)
      .map(([product, { count, cents }]) => ({
        product,
        window_start: iso(start),
        count,
        revenue: (cents / 100).toFixed(2),
      })),
  )
}

const iso = (ms: number) => new Date(ms).toISOString().slice(0, 23)
