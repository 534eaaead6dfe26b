import type { JobNumbers, NodeTotals } from './protocol.ts'

/** Rates are means over about this long: long enough to be calm, short enough to be true. */
const RATE_MS = 2000

/** What a port has let through. */
export interface PortNumbers {
  rows: number
  perSecond: number
}

/** How a node of a document is doing. */
export interface NodeNumbers {
  rowsIn: number
  rowsOut: number
  inPerSecond: number
  outPerSecond: number
  /** Share of the time in which it worked, 0 to 1; null where it runs inside the flow of the node before. */
  busy: number | null
  /** Share of the time in which it had to wait for sinks, 0 to 1; null for what is no source. */
  held: number | null
  /** Milliseconds since 1970; null before the first one, and when the input has ended. */
  watermark: number | null
  /** How far the watermark is behind the clock. */
  lagMs: number | null
  /** No watermark is still to come. */
  ended: boolean
  late: number
  failed: number
  rejected: number
  /** Keys or rows in its state. */
  stateRows: number
  /** Size of its state in the last checkpoint. */
  stateBytes: number
  /** Why it waits. */
  trouble: string | null
}

export interface LiveNumbers {
  /** Milliseconds since 1970. */
  at: number
  nodes: Record<string, NodeNumbers>
  /** By `node.port`; an edge shows the port it comes from. */
  ports: Record<string, PortNumbers>
}

/** Makes rates of totals. */
export class RateMeter {
  private readonly samples: JobNumbers[] = []

  /** Takes the newest totals and returns the numbers to show. */
  next(numbers: JobNumbers, stateBytes: Readonly<Record<string, number>>): LiveNumbers {
    const { samples } = this
    samples.push(numbers)
    while (samples.length > 2 && numbers.monotonic - samples[1]!.monotonic >= RATE_MS) samples.shift()
    const before = samples[0]!
    const seconds = Math.max(0.001, (numbers.monotonic - before.monotonic) / 1000)
    const rate = (now: number, then: number | undefined) =>
      samples.length < 2 ? 0 : Math.max(0, (now - (then ?? 0)) / seconds)
    const share = (now: number, then: number | null | undefined) => Math.min(1, rate(now, then ?? 0) / 1000)
    const held = share(numbers.heldMs, before.heldMs)
    const nodes = Object.entries(numbers.nodes).map(([id, node]) => {
      const then = before.nodes[id]
      return [
        id,
        {
          ...shown(node, numbers.at),
          inPerSecond: rate(node.rowsIn, then?.rowsIn),
          outPerSecond: rate(node.rowsOut, then?.rowsOut),
          busy: node.busyMs === null ? null : share(node.busyMs, then?.busyMs),
          held: isSource(numbers, id) ? held : null,
          stateBytes: stateBytes[id] ?? 0,
        },
      ]
    })
    const ports = Object.entries(numbers.ports).map(([port, rows]) => [
      port,
      { rows, perSecond: rate(rows, before.ports[port]) },
    ])
    return { at: numbers.at, nodes: Object.fromEntries(nodes), ports: Object.fromEntries(ports) }
  }
}

/** Only sources reject records. */
const isSource = ({ ports }: JobNumbers, id: string) => Object.hasOwn(ports, `${id}.rejected`)

function shown(
  { rowsIn, rowsOut, late, failed, rejected, watermark, ended, stateRows, trouble }: NodeTotals,
  at: number,
) {
  const lagMs = watermark === null ? null : Math.max(0, at - watermark)
  return { rowsIn, rowsOut, late, failed, rejected, watermark, ended, lagMs, stateRows, trouble }
}
