/** Size of a node, its lines of text and the places of its ports: from texts alone, so that nothing needs to be drawn first. */
import type { Ports } from '@millrace/pipeline'

/** Width of a text in pixels. */
export type Measure = (text: string, font: 'title' | 'summary' | 'code') => number

export interface PortPlace {
  readonly name: string
  readonly kind: 'input' | 'output' | 'side'
  /** From the corner of the node to the middle of the gate, where an edge begins. */
  readonly x: number
  readonly y: number
}

export interface NodeShape {
  readonly width: number
  readonly height: number
  readonly lines: readonly string[]
  readonly ports: readonly PortPlace[]
}

export interface NodeTexts {
  readonly title: string
  readonly summary: string
  readonly code: boolean
  /** What it says when nothing is wrong: a problem changes the text, never the width, so that no gate moves. */
  readonly usual?: { readonly text: string; readonly code: boolean }
  /** Height of what stands under the summary: metrics, a number, rows. */
  readonly more: number
  /** Room that what stands there needs. */
  readonly least?: number
}

export const HEADER = 32
const LEAST = 128
const MOST = 240
const STEP = 8
const PADDING = 10
const ICON = 27
const LINE = 16
const GATE_Y = 16
const GATE_STEP = 22
const SIDE_X = 32
const SIDE_STEP = 28

export function nodeShape(
  { title, summary, code, usual = { text: summary, code }, more, least = LEAST }: NodeTexts,
  inputs: Ports,
  outputs: Ports,
  measure: Measure,
): NodeShape {
  const width = Math.max(least, widthOf({ title, summary: usual.text, code: usual.code }, outputs, measure))
  const room = width - 2 * PADDING
  const lines = wrapped(summary, room, (text) => measure(text, code ? 'code' : 'summary'))
  const gates = Math.max(gatesOf(inputs, 'input').length, gatesOf(outputs, 'output').length)
  const body = lines.length === 0 ? 0 : lines.length * LINE + PADDING - 2
  const height = Math.max(HEADER + body + more, GATE_Y * 2 + (gates - 1) * GATE_STEP)
  return { width, height, lines, ports: portPlaces(inputs, outputs, width, height) }
}

function widthOf(
  { title, summary, code }: Pick<NodeTexts, 'title' | 'summary' | 'code'>,
  outputs: Ports,
  measure: Measure,
): number {
  const header = PADDING + ICON + measure(title, 'title') + PADDING + 4
  const text = measure(summary, code ? 'code' : 'summary')
  // A short summary has one line; a long one two of about equal length.
  const body = 2 * PADDING + (text <= 132 ? text : Math.max(132, text * 0.64))
  const sides = SIDE_X * 2 + (gatesOf(outputs, 'side').length - 1) * SIDE_STEP
  return Math.min(MOST, Math.max(LEAST, Math.ceil(Math.max(header, body, sides) / STEP) * STEP))
}

type Kind = PortPlace['kind']

const gatesOf = (ports: Ports, kind: Kind): string[] =>
  Object.entries(ports).flatMap(([name, { side }]) =>
    kind === 'input' || (kind === 'side') === (side ?? false) ? [name] : [],
  )

function portPlaces(inputs: Ports, outputs: Ports, width: number, height: number): PortPlace[] {
  const column = (names: string[], kind: Kind, x: number) =>
    names.map((name, i) => ({ name, kind, x, y: GATE_Y + i * GATE_STEP }))
  return [
    ...column(gatesOf(inputs, 'input'), 'input', 0),
    ...column(gatesOf(outputs, 'output'), 'output', width),
    ...gatesOf(outputs, 'side').map((name, i) => ({
      name,
      kind: 'side' as const,
      x: SIDE_X + i * SIDE_STEP,
      y: height,
    })),
  ]
}

/** Two lines at most; what does not fit ends with an ellipsis. */
export function wrapped(text: string, room: number, measure: (text: string) => number): string[] {
  if (text === '') return []
  const first = fitting(text, room, measure)
  const rest = text.slice(first.length).trimStart()
  if (rest === '') return [first.trimEnd()]
  return [first.trimEnd(), shortened(rest, room, measure)]
}

/** As many words as fit; a word that is too long alone is cut. */
function fitting(text: string, room: number, measure: (text: string) => number): string {
  if (measure(text) <= room) return text
  let fits = ''
  for (const piece of pieces(text)) {
    if (measure((fits + piece).trimEnd()) > room) break
    fits += piece
  }
  return fits === '' ? cut(text, room, measure) : fits
}

/** Places where a line may break: after spaces, and between Chinese characters but not before their punctuation. */
const pieces = (text: string): string[] =>
  text.match(/[\p{Script=Han}][，。、；：）]*|[^\s\p{Script=Han}]+[\s，。、；：]*|\s+/gu) ?? []

function shortened(text: string, room: number, measure: (text: string) => number): string {
  if (measure(text) <= room) return text
  return `${cut(text, room - measure('…'), measure).trimEnd()}…`
}

function cut(text: string, room: number, measure: (text: string) => number): string {
  let [low, high] = [1, text.length]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (measure(text.slice(0, middle)) <= room) low = middle
    else high = middle - 1
  }
  return text.slice(0, low)
}
