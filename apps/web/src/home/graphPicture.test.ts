import { catalogue } from '@millrace/operators'
import { readPipeline } from '@millrace/pipeline'
import { expect, test } from 'vitest'
import { createLookup } from '../editor/derived.ts'
import { graphPicture } from './graphPicture.ts'

const frame = { width: 280, height: 104 }
const lookup = createLookup(catalogue)

const read = (layout: Record<string, [number, number]>) =>
  readPipeline({
    millrace: 1,
    name: 'p',
    nodes: {
      orders: { type: 'generator-source' },
      window: { type: 'tumbling-window', config: {} },
      show: { type: 'print-sink' },
      late: { type: 'discard-sink' },
    },
    edges: [
      { from: 'orders.out', to: 'window.in' },
      { from: 'window.out', to: 'show.in' },
      { from: 'window.late', to: 'late.in' },
    ],
    layout,
  }).pipeline!

test('every node lies inside of the frame, wherever it lies on the canvas', () => {
  const { box, boxes, curves } = graphPicture(
    read({ orders: [-900, 40], window: [0, 40], show: [2400, -300], late: [700, 900] }),
    lookup,
    frame,
  )
  for (const { x, y } of boxes) {
    expect(x).toBeGreaterThanOrEqual(0)
    expect(y).toBeGreaterThanOrEqual(0)
    expect(x + box.width).toBeLessThanOrEqual(frame.width)
    expect(y + box.height).toBeLessThanOrEqual(frame.height)
  }
  expect(curves.map(({ id, side }) => [id, side])).toEqual([
    ['orders.out>window.in', false],
    ['window.out>show.in', false],
    ['window.late>late.in', true],
  ])
})

test('nodes without a place are drawn, one over the other', () => {
  const { box, boxes } = graphPicture(read({}), lookup, frame)
  expect(new Set(boxes.map(({ x, y }) => `${x} ${y}`)).size).toBe(1)
  expect(boxes.map(({ group }) => group)).toEqual(['source', 'window', 'sink', 'sink'])
  expect(box).toEqual({ width: 48, height: 26 })
})

test('boxes of columns that are close are so small that they do not touch', () => {
  const many = read({ orders: [0, 0], window: [240, 0], show: [480, 0], late: [4000, 0] })
  const { box, boxes } = graphPicture(many, lookup, frame)
  const xs = boxes.map(({ x }) => x).toSorted((a, b) => a - b)
  expect(xs[1]! - xs[0]!).toBeGreaterThan(0)
  expect(box.width).toBe(16)
})
