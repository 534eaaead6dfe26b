import { catalogue } from '@millrace/operators'
import { readPipeline } from '@millrace/pipeline'
import { expect, test } from 'vitest'
import { createLookup } from '../editor/derived.ts'
import { BOX, graphPicture } from './graphPicture.ts'

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
  const { boxes, curves } = graphPicture(
    read({ orders: [-900, 40], window: [0, 40], show: [2400, -300], late: [700, 900] }),
    lookup,
    frame,
  )
  for (const { x, y } of boxes) {
    expect(x).toBeGreaterThanOrEqual(0)
    expect(y).toBeGreaterThanOrEqual(0)
    expect(x + BOX.width).toBeLessThanOrEqual(frame.width)
    expect(y + BOX.height).toBeLessThanOrEqual(frame.height)
  }
  expect(curves.map(({ id, side }) => [id, side])).toEqual([
    ['orders.out>window.in', false],
    ['window.out>show.in', false],
    ['window.late>late.in', true],
  ])
})

test('nodes without a place are drawn, one over the other', () => {
  const { boxes } = graphPicture(read({}), lookup, frame)
  expect(new Set(boxes.map(({ x, y }) => `${x} ${y}`)).size).toBe(1)
  expect(boxes.map(({ group }) => group)).toEqual(['source', 'window', 'sink', 'sink'])
})
