/** A small picture of a graph: boxes and curves, scaled into a frame. From the document alone. */
import type { Definition, PaletteGroup } from '@millrace/algebra'
import { nodeOf, outputPorts, type Pipeline, portOf } from '@millrace/pipeline'

export interface PictureBox {
  readonly id: string
  readonly group: PaletteGroup
  readonly x: number
  readonly y: number
}

export interface Picture {
  readonly box: { readonly width: number; readonly height: number }
  readonly boxes: readonly PictureBox[]
  readonly curves: readonly { readonly id: string; readonly path: string; readonly side: boolean }[]
}

/** Largest size of a box; many columns or rows make it smaller. */
export const BOX = { width: 48, height: 26 }

interface Frame {
  readonly width: number
  readonly height: number
}

const ROOM = 14

export function graphPicture(
  pipeline: Pipeline,
  definitionOf: (type: string) => Definition | undefined,
  frame: Frame,
): Picture {
  const { place, box } = placing(
    Object.keys(pipeline.nodes).map((id) => pipeline.layout[id] ?? [0, 0]),
    frame,
  )
  const boxes = Object.entries(pipeline.nodes).map(([id, { type }]) => {
    const [x, y] = place(pipeline.layout[id] ?? [0, 0])
    return { id, group: definitionOf(type)?.palette.group ?? 'transform', x, y } as const
  })
  const at = new Map(boxes.map((one) => [one.id, one]))
  const curves = pipeline.edges.flatMap(({ from, to }) => {
    const [start, end] = [at.get(nodeOf(from)), at.get(nodeOf(to))]
    if (!start || !end) return []
    const { type, config } = pipeline.nodes[start.id]!
    const definition = definitionOf(type)
    const side = (definition && outputPorts(definition, config)?.[portOf(from)]?.side) ?? false
    return [{ id: `${from}>${to}`, path: curve(start, end, box, side), side }]
  })
  return { box, boxes, curves }
}

type Place = readonly [number, number]

/** How much of the way from one column to the next a box takes. */
const SHARE = 0.72
const MOST_SCALE = 0.36

/** From places of the document to corners of boxes in the frame; the graph is centred and never enlarged much. */
function placing(places: readonly Place[], { width, height }: Frame) {
  const [xs, ys] = [places.map(([x]) => x), places.map(([, y]) => y)]
  const [left, top] = [Math.min(...xs), Math.min(...ys)]
  const [spanX, spanY] = [Math.max(...xs) - left, Math.max(...ys) - top]
  const scaleX = spanX === 0 ? 0 : Math.min((width - BOX.width - 2 * ROOM) / spanX, MOST_SCALE)
  const scaleY = spanY === 0 ? 0 : Math.min((height - BOX.height - 2 * ROOM) / spanY, MOST_SCALE)
  const boxWidth = Math.min(BOX.width, Math.max(16, SHARE * scaledStep(xs, scaleX)))
  const box = {
    width: boxWidth,
    height: Math.min(BOX.height, (boxWidth * BOX.height) / BOX.width, Math.max(12, SHARE * scaledStep(ys, scaleY))),
  }
  const startX = (width - box.width - spanX * scaleX) / 2
  const startY = (height - box.height - spanY * scaleY) / 2
  const place = ([x, y]: Place): Place => [startX + (x - left) * scaleX, startY + (y - top) * scaleY]
  return { place, box }
}

/** Columns that are nearer than this are one. */
const NEAR = 60

/** The smallest way between two columns, or rows; without end where there is only one. */
function scaledStep(values: readonly number[], scale: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const gaps = sorted.slice(1).map((value, i) => value - sorted[i]!)
  const apart = gaps.filter((gap) => gap >= NEAR)
  return apart.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...apart) * scale
}

function curve(start: PictureBox, end: PictureBox, box: Picture['box'], side: boolean): string {
  const [toX, toY] = [end.x, end.y + box.height / 2]
  if (side) {
    const [x, y] = [start.x + box.width * 0.3, start.y + box.height]
    return `M${x},${y} C${x},${y + 18} ${toX - 14},${toY} ${toX},${toY}`
  }
  const [x, y] = [start.x + box.width, start.y + box.height / 2]
  const reach = Math.max(6, Math.abs(toX - x) / 2)
  return `M${x},${y} C${x + reach},${y} ${toX - reach},${toY} ${toX},${toY}`
}
