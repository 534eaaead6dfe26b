import type { LiveNumbers } from './live.ts'

/** One point a second, for ten minutes. */
const EVERY_MS = 1000
const MOST_POINTS = 600

export interface Series {
  /** Milliseconds since 1970 of each point. */
  at: number[]
  /** Rows a second, by port. */
  ports: Record<string, (number | null)[]>
  nodes: Record<string, { busy: (number | null)[]; lagMs: (number | null)[]; stateBytes: (number | null)[] }>
}

interface Point {
  at: number
  numbers: LiveNumbers
}

/** The numbers of the last minutes, for charts. They live in memory only. */
export class SeriesKeeper {
  private points: Point[] = []

  add(numbers: LiveNumbers): void {
    const last = this.points.at(-1)
    if (last && numbers.at - last.at < EVERY_MS) return
    this.points.push({ at: numbers.at, numbers })
    if (this.points.length > MOST_POINTS) this.points.shift()
  }

  read(): Series {
    const { points } = this
    const ports = new Set(points.flatMap(({ numbers }) => Object.keys(numbers.ports)))
    const nodes = new Set(points.flatMap(({ numbers }) => Object.keys(numbers.nodes)))
    const column = (read: (numbers: LiveNumbers) => number | null | undefined) =>
      points.map(({ numbers }) => read(numbers) ?? null)
    return {
      at: points.map(({ at }) => at),
      ports: byName(ports, (port) => column((numbers) => numbers.ports[port]?.perSecond)),
      nodes: byName(nodes, (node) => ({
        busy: column((numbers) => numbers.nodes[node]?.busy),
        lagMs: column((numbers) => numbers.nodes[node]?.lagMs),
        stateBytes: column((numbers) => numbers.nodes[node]?.stateBytes),
      })),
    }
  }

  /** Rows a second that all sources give, in a few points for a small picture. */
  sparkline(sources: readonly string[], count: number): number[] {
    const rates = this.points.map(({ numbers }) =>
      sources.reduce((sum, node) => sum + (numbers.nodes[node]?.outPerSecond ?? 0), 0),
    )
    const size = Math.max(1, Math.ceil(rates.length / count))
    return Array.from({ length: Math.ceil(rates.length / size) }, (_, i) => mean(rates.slice(i * size, (i + 1) * size)))
  }
}

const byName = <T>(names: ReadonlySet<string>, make: (name: string) => T): Record<string, T> =>
  Object.fromEntries([...names].map((name) => [name, make(name)]))

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
