import { expect, test } from 'vitest'
import { News } from '../jobs/news.ts'
import { until } from '../testing/testRunner.ts'
import { latest } from './latest.ts'

/** A browser that takes values as they come. */
function reader(news: News, read: () => number | undefined, socket = { bufferedAmount: 0 }) {
  const gone = new AbortController()
  const seen: number[] = []
  const over = (async () => {
    for await (const value of latest(news, read, { socket, signal: gone.signal })) seen.push(value)
  })()
  const leave = () => {
    gone.abort()
    return over
  }
  return { seen, socket, leave }
}

test('the present first; then, of much news, the newest only', async () => {
  const news = new News()
  let value = 1
  const { seen, leave } = reader(news, () => value)
  await until(() => seen.length === 1, 'the present')
  for (value = 2; value < 1000; value++) news.tell()
  news.tell()
  await until(() => seen.includes(1000), 'the newest')
  expect(seen.length).toBeLessThan(5)
  await leave()
})

test('a browser that takes nothing is sent nothing; when it does again, it gets the newest', async () => {
  const news = new News()
  let value = 1
  const { seen, socket, leave } = reader(news, () => value)
  await until(() => seen.length === 1, 'the present')
  socket.bufferedAmount = 1024 * 1024
  const timer = setInterval(() => {
    value++
    news.tell()
  }, 1)
  await new Promise((resolve) => setTimeout(resolve, 800))
  expect(seen).toEqual([1])
  clearInterval(timer)
  socket.bufferedAmount = 0
  await until(() => seen.at(-1) === value, 'the newest')
  expect(seen).toEqual([1, value])
  await leave()
})

test('without news nothing is told, and a browser that leaves ends it at once', async () => {
  const news = new News()
  const { seen, leave } = reader(news, () => 7)
  await until(() => seen.length === 1, 'the present')
  await new Promise((resolve) => setTimeout(resolve, 600))
  await leave()
  expect(seen).toEqual([7])
})
