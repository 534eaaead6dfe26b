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
  readonly boxes: readonly PictureBox[]
  readonly curves: readonly { readonly id: string; readonly path: string; readonly side: boolean }[]
}

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
  const place = placing(
    Object.keys(pipeline.nodes).map((id) => pipeline.layout[id] ?? [0, 0]),
    frame,
  )
  const boxes = Object.entries(pipeline.nodes).map(([id, { type }]) => {
    const [x, y] = place(pipeline.layout[id] ?? [0, 0])
    return { id, group: definitionOf(type)?.palette.group ?? 'transform', x, y } as const
  })
  const at = new Map(boxes.map((box) => [box.id, box]))
  const curves = pipeline.edges.flatMap(({ from, to }) => {
    const [start, end] = [at.get(nodeOf(from)), at.get(nodeOf(to))]
    if (!start || !end) return []
    const { type, config } = pipeline.nodes[start.id]!
    const definition = definitionOf(type)
    const side = (definition && outputPorts(definition, config)?.[portOf(from)]?.side) ?? false
    return [{ id: `${from}>${to}`, path: curve(start, end, side), side }]
  })
  return { boxes, curves }
}

/** From places of the document to corners of boxes in the frame; the graph is centred and never enlarged much. */
function placing(places: readonly (readonly [number, number])[], { width, height }: Frame) {
  const [xs, ys] = [places.map(([x]) => x), places.map(([, y]) => y)]
  const [left, top] = [Math.min(...xs), Math.min(...ys)]
  const [spanX, spanY] = [Math.max(...xs) - left, Math.max(...ys) - top]
  const [roomX, roomY] = [width - BOX.width - 2 * ROOM, height - BOX.height - 2 * ROOM]
  const scaleX = spanX === 0 ? 0 : Math.min(roomX / spanX, 0.36)
  const scaleY = spanY === 0 ? 0 : Math.min(roomY / spanY, 0.36)
  const startX = (width - BOX.width - spanX * scaleX) / 2
  const startY = (height - BOX.height - spanY * scaleY) / 2
  return ([x, y]: readonly [number, number]): [number, number] => [
    startX + (x - left) * scaleX,
    startY + (y - top) * scaleY,
  ]
}

function curve(start: PictureBox, end: PictureBox, side: boolean): string {
  const [toX, toY] = [end.x, end.y + BOX.height / 2]
  if (side) {
    const [x, y] = [start.x + BOX.width * 0.3, start.y + BOX.height]
    return `M${x},${y} C${x},${y + 18} ${toX - 14},${toY} ${toX},${toY}`
  }
  const [x, y] = [start.x + BOX.width, start.y + BOX.height / 2]
  const reach = Math.max(6, Math.abs(toX - x) / 2)
  return `M${x},${y} C${x + reach},${y} ${toX - reach},${toY} ${toX},${toY}`
}
