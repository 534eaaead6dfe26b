import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addNode,
  aligned,
  configure,
  connect,
  disconnect,
  distributed,
  emptyPipeline,
  fragmentOf,
  freeId,
  insertOnEdge,
  labelNode,
  moveNodes,
  nodeOf,
  type Pipeline,
  parseFragment,
  parsePath,
  paste,
  pipelineText,
  reachable,
  readPipeline,
  removeNodes,
  rename,
  valueAt,
  withValue,
} from '../index.ts'

const node = (type: string) => ({ type, config: {} })

/** source → filter → sink */
const chain: Pipeline = [
  (p: Pipeline) => addNode(p, { id: 'orders', node: node('generator-source'), at: [0, 0] }),
  (p: Pipeline) => addNode(p, { id: 'paid', node: node('filter'), at: [240, 0.4] }),
  (p: Pipeline) => addNode(p, { id: 'show', node: node('print-sink'), at: [480, 0] }),
  (p: Pipeline) => connect(p, { from: 'orders.out', to: 'paid.in' }),
  (p: Pipeline) => connect(p, { from: 'paid.out', to: 'show.in' }),
].reduce((pipeline, edit) => edit(pipeline), emptyPipeline('chain'))

describe('nodes and edges', () => {
  test('a removed node takes its edges and its place with it', () => {
    const left = removeNodes(chain, ['paid'])
    expect(Object.keys(left.nodes)).toEqual(['orders', 'show'])
    expect(left.edges).toEqual([])
    expect(Object.keys(left.layout)).toEqual(['orders', 'show'])
  })

  test('an edge is there once, and a missing one is no edit', () => {
    expect(connect(chain, { from: 'orders.out', to: 'paid.in' })).toBe(chain)
    expect(disconnect(chain, [{ from: 'orders.out', to: 'show.in' }])).toBe(chain)
  })

  test('a node dropped on an edge stands between its ends', () => {
    const added = addNode(chain, { id: 'late', node: node('compute'), at: [100, 0] })
    const { edges } = insertOnEdge(added, { from: 'orders.out', to: 'paid.in' }, { in: 'late.in', out: 'late.out' })
    expect(edges).toContainEqual({ from: 'orders.out', to: 'late.in' })
    expect(edges).toContainEqual({ from: 'late.out', to: 'paid.in' })
    expect(edges).not.toContainEqual({ from: 'orders.out', to: 'paid.in' })
  })

  test('edits that change nothing give the same pipeline', () => {
    expect(labelNode(chain, 'paid', '')).toBe(chain)
    expect(rename(chain, '  ')).toBe(chain)
    expect(moveNodes(chain, { orders: [0.2, 0] })).toBe(chain)
    expect(configure(chain, 'paid', ['condition'], undefined)).toBe(chain)
  })

  test('an empty label goes back to the title of the operator', () => {
    const labelled = labelNode(chain, 'paid', 'Paid orders')
    expect(labelled.nodes.paid!.label).toBe('Paid orders')
    expect(Object.keys(labelNode(labelled, 'paid', '').nodes.paid!)).toEqual(['type', 'config'])
  })

  test('what is upstream and downstream', () => {
    expect(reachable(chain, ['paid'], 'upstream').sort()).toEqual(['orders', 'paid'])
    expect(reachable(chain, ['paid'], 'downstream').sort()).toEqual(['paid', 'show'])
  })
})

describe('configuration', () => {
  test('a value goes to its path, and the way to it is made', () => {
    const one = configure(chain, 'paid', ['aggregates', 0, 'of'], 'amount')
    expect(one.nodes.paid!.config).toEqual({ aggregates: [{ of: 'amount' }] })
    expect(configure(one, 'paid', ['aggregates', 0], undefined).nodes.paid!.config).toEqual({ aggregates: [] })
  })

  test('other nodes stay the same objects', () => {
    const edited = configure(chain, 'paid', ['condition'], 'a > 1')
    expect(edited.nodes.orders).toBe(chain.nodes.orders)
    expect(edited.edges).toBe(chain.edges)
  })

  test('a path is read as problems write it', () => {
    expect(parsePath('aggregates[0].of')).toEqual(['aggregates', 0, 'of'])
    expect(parsePath('')).toEqual([])
  })

  test('what was put at a path is found there', () => {
    const part = fc.oneof(fc.stringMatching(/^[a-z]{1,4}$/), fc.nat(3))
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), fc.jsonValue(), (path, value) => {
        // A list grows at its end only, so numbers that point behind it land there.
        const reached = withValue(
          undefined,
          path.map((step) => (typeof step === 'number' ? 0 : step)),
          value as never,
        )
        expect(
          valueAt(
            reached,
            path.map((step) => (typeof step === 'number' ? 0 : step)),
          ),
        ).toEqual(value)
      }),
    )
  })
})

describe('clipboard', () => {
  test('a fragment keeps the edges among its nodes and survives as text', () => {
    const text = JSON.stringify(fragmentOf(chain, ['orders', 'paid']))
    const fragment = parseFragment(text)!
    const { pipeline, ids } = paste(chain, fragment, [20, 20])
    expect(ids).toEqual(['orders-2', 'paid-2'])
    expect(pipeline.edges).toContainEqual({ from: 'orders-2.out', to: 'paid-2.in' })
    expect(pipeline.edges).toHaveLength(3)
    expect(pipeline.layout['paid-2']).toEqual([260, 20])
  })

  test('a whole pipeline can be pasted, other text cannot', () => {
    expect(Object.keys(parseFragment(pipelineText(chain))!.nodes)).toHaveLength(3)
    for (const text of ['', 'hello', '[]', '{}', '{"millraceNodes":1,"nodes":{"a b":{"type":"x"}}}'])
      expect(parseFragment(text)).toBeUndefined()
  })

  test('pasting again and again never takes an id that is there', () => {
    fc.assert(
      fc.property(fc.array(fc.subarray(['orders', 'paid', 'show'], { minLength: 1 }), { maxLength: 8 }), (picks) => {
        let pipeline = chain
        let count = 3
        for (const pick of picks) {
          pipeline = paste(pipeline, fragmentOf(pipeline, pick), [8, 8]).pipeline
          count += pick.length
        }
        expect(Object.keys(pipeline.nodes)).toHaveLength(count)
        for (const { from, to } of pipeline.edges)
          for (const end of [from, to]) expect(pipeline.nodes).toHaveProperty([nodeOf(end)])
      }),
    )
  })

  test('a free id is a word that the document takes', () => {
    expect(freeId({}, '1 Top-N!')).toBe('Top-N-')
    expect(freeId({ filter: 0, 'filter-2': 0 }, 'filter')).toBe('filter-3')
    expect(freeId({ 'filter-2': 0 }, 'filter-2')).toBe('filter-3')
    expect(freeId({}, '订单')).toBe('node')
  })
})

describe('arranging', () => {
  const boxes = [
    { id: 'a', x: 0, y: 0, width: 100, height: 40 },
    { id: 'b', x: 130, y: 30, width: 50, height: 60 },
    { id: 'c', x: 300, y: 10, width: 100, height: 40 },
  ]
  test('lines through middles', () => {
    expect(aligned(boxes, 'middle')).toEqual({ a: [0, 25], b: [130, 15], c: [300, 25] })
    expect(aligned(boxes, 'right')).toEqual({ a: [300, 0], b: [350, 30], c: [300, 10] })
  })
  test('equal gaps', () => {
    expect(distributed(boxes, 'horizontal')).toEqual({ a: [0, 0], b: [175, 30], c: [300, 10] })
    expect(distributed(boxes.slice(0, 2), 'horizontal')).toEqual({})
  })
})

describe('text', () => {
  test('reads back as the same pipeline, durations as written', () => {
    const written = { ...chain, settings: { checkpoint: { every: '30s' }, timeZone: 'Asia/Shanghai' } }
    const { pipeline } = readPipeline(JSON.parse(pipelineText(written)))
    expect(pipeline).toEqual(written)
  })
  test('does not depend on the order in which things were added', () => {
    const { orders, paid, show } = chain.nodes as Record<'orders' | 'paid' | 'show', Pipeline['nodes'][string]>
    expect(pipelineText({ ...chain, nodes: { show, paid, orders } })).toBe(pipelineText(chain))
  })
})
