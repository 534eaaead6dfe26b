/** The curve of an edge: leaves in the direction of its gate, arrives from the left. */
export interface EdgeEnds {
  readonly fromX: number
  readonly fromY: number
  readonly toX: number
  readonly toY: number
  /** Side outputs leave downwards. */
  readonly down: boolean
}

export interface EdgeCurve {
  readonly path: string
  /** Where the label stands. */
  readonly labelX: number
  readonly labelY: number
  /** Almost level: the label goes above the line. */
  readonly level: boolean
}

const LEAST = 22

export function edgeCurve({ fromX, fromY, toX, toY, down }: EdgeEnds): EdgeCurve {
  const reach = Math.max(LEAST, Math.abs(toX - fromX) / 2)
  const [c1x, c1y] = down ? [fromX, fromY + Math.max(LEAST, Math.abs(toY - fromY) * 0.62)] : [fromX + reach, fromY]
  const c2x = toX - (down ? Math.max(LEAST, Math.abs(toX - fromX) * 0.45) : reach)
  const path = `M${fromX},${fromY} C${c1x},${c1y} ${c2x},${toY} ${toX},${toY}`
  const level = !down && Math.abs(toY - fromY) < 12
  // A side output is named near its gate, where it is still going down.
  const t = down ? 0.3 : 0.5
  return { path, labelX: bezier(t, fromX, c1x, c2x, toX), labelY: bezier(t, fromY, c1y, toY, toY), level }
}

const bezier = (t: number, a: number, b: number, c: number, d: number) =>
  (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t ** 2 * c + t ** 3 * d
