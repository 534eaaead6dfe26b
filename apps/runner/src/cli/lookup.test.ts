import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { finished } from '../testing/commandLine.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-lookup-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const at = (name: string) => join(folder, name)
const write = (name: string, rows: readonly object[]) =>
  writeFile(at(name), rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
const lines = async (name: string) =>
  (await readFile(at(name), 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as object)

const products = Array.from({ length: 100_000 }, (_, i) => ({ code: `p${(i * 31) % 80_000}`, price: i }))
const orders = Array.from({ length: 5000 }, (_, id) => ({
  id,
  product: id % 7 === 0 ? null : `p${(id * 37) % 90_000}`,
}))

test.each([{ type: 'none' }, { type: 'partial', maxRows: 1000, expireAfterWrite: '1m' }])(
  'rows looked up in a large file by an index of its keys, with a cache %j, are those of the file',
  async (cache) => {
    await write('products.ndjson', products)
    await write('orders.ndjson', orders)
    const document = {
      millrace: 1,
      name: 'prices',
      nodes: {
        orders: {
          type: 'file-source',
          config: {
            path: 'orders.ndjson',
            schema: [
              { name: 'id', type: 'INT' },
              { name: 'product', type: 'STRING' },
            ],
          },
        },
        prices: {
          type: 'lookup-join',
          config: {
            table: { type: 'indexed-file', path: 'products.ndjson', cache },
            schema: [
              { name: 'code', type: 'STRING' },
              { name: 'price', type: 'INT' },
            ],
            kind: 'left',
            leftKeys: ['product'],
            rightKeys: ['code'],
            fields: [
              { from: 'in', field: 'id' },
              { from: 'table', field: 'price' },
            ],
          },
        },
        out: { type: 'file-sink', config: { path: `prices-${cache.type}.ndjson` } },
        failed: { type: 'file-sink', config: { path: `failed-${cache.type}.ndjson` } },
      },
      edges: [
        { from: 'orders.out', to: 'prices.in' },
        { from: 'prices.out', to: 'out.in' },
        { from: 'prices.failed', to: 'failed.in' },
      ],
    }
    await writeFile(at('prices.json'), JSON.stringify(document))
    const { code, err } = await finished(['run', at('prices.json')])
    expect(code, err).toBe(0)
    const byCode = Map.groupBy(products, ({ code }) => code)
    const expected = orders.flatMap(({ id, product }) =>
      (byCode.get(product ?? '') ?? [{ price: null }]).map(({ price }) => ({ id, price })),
    )
    expect(await lines(`prices-${cache.type}.ndjson`)).toEqual(expected)
    expect(await lines(`failed-${cache.type}.ndjson`)).toEqual([])
  },
)

test('a table that cannot be read ends the run on its node', async () => {
  await write('orders.ndjson', orders)
  const source = await readFile(at('prices.json'), 'utf8')
  await writeFile(at('nowhere.json'), source.replace('products.ndjson', 'nowhere.ndjson'))
  const { code, err } = await finished(['run', at('nowhere.json')])
  expect(code).toBe(1)
  expect(err).toMatch(/^error in prices: The file .*nowhere\.ndjson is not there/m)
})
