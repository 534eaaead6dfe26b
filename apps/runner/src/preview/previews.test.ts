import { expect, test } from 'vitest'
import { Previews } from './previews.ts'

test('a preview that needs more memory than it may have says so, and the next one has a thread again', async () => {
  const troubles: string[] = []
  // Not enough to load the engine.
  const previews = new Previews((detail) => troubles.push(detail), 4)
  const order = { plan: { nodes: [], timeZone: 'UTC', ports: {} }, rows: 1, connections: {}, secrets: [], roots: [] }
  for (let time = 1; time <= 2; time++) {
    expect(await previews.run('one', order)).toMatchObject({ failure: { message: /too much memory/ } })
    expect(troubles).toHaveLength(time)
  }
  await previews.close()
}, 30_000)
