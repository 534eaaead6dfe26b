/** Numbers that stream while a pipeline runs. They live apart from the document and reach their reader by key. */

export interface NodeNumbers {
  /** Rows per second. */
  readonly rateIn: number
  readonly rateOut: number
  /** Since the job began. */
  readonly rowsIn?: number
  readonly rowsOut?: number
  /** Shares of time, 0 to 1; absent for nodes that are part of a loop with their neighbours. */
  readonly busy?: number
  readonly held?: number
  /** How far the watermark is behind the clock, in milliseconds. */
  readonly lag?: number
  /** Milliseconds since 1970. */
  readonly watermark?: number
  /** The input has ended: no watermark is still to come. */
  readonly ended?: boolean
  readonly late?: number
  readonly failed?: number
  readonly rejected?: number
  /** Entries of keyed state. */
  readonly state?: number
  /** Its size in the last checkpoint. */
  readonly stateBytes?: number
  /** Why a source waits. */
  readonly trouble?: string
}

export interface PortNumbers {
  readonly rate: number
  /** Since the job began. */
  readonly rows: number
}

export interface LiveNumbers {
  node(id: string): NodeNumbers | undefined
  port(port: string): PortNumbers | undefined
  /** Called when the numbers of this node or port have changed. */
  subscribe(key: string, listener: () => void): () => void
  publish(update: { nodes: Readonly<Record<string, NodeNumbers>>; ports: Readonly<Record<string, PortNumbers>> }): void
  clear(): void
}

export function createLive(): LiveNumbers {
  let nodes = new Map<string, NodeNumbers>()
  let ports = new Map<string, PortNumbers>()
  const listeners = new Map<string, Set<() => void>>()
  const tell = (key: string) => {
    for (const listener of listeners.get(key) ?? []) listener()
  }
  const take = <T extends object>(before: Map<string, T>, update: Readonly<Record<string, T>>): Map<string, T> => {
    const next = new Map<string, T>()
    const changed: string[] = [...before.keys()].filter((key) => !Object.hasOwn(update, key))
    for (const [key, value] of Object.entries(update)) {
      const old = before.get(key)
      const same = old !== undefined && sameNumbers(old, value)
      next.set(key, same ? old : value)
      if (!same) changed.push(key)
    }
    queueMicrotask(() => changed.forEach(tell))
    return next
  }
  const live: LiveNumbers = {
    node: (id) => nodes.get(id),
    port: (port) => ports.get(port),
    subscribe(key, listener) {
      const set = listeners.get(key) ?? new Set()
      listeners.set(key, set.add(listener))
      return () => {
        set.delete(listener)
        if (set.size === 0) listeners.delete(key)
      }
    },
    publish(update) {
      nodes = take(nodes, update.nodes)
      ports = take(ports, update.ports)
    },
    clear: () => live.publish({ nodes: {}, ports: {} }),
  }
  return live
}

function sameNumbers(a: object, b: object): boolean {
  const [left, right] = [Object.entries(a), Object.entries(b)]
  return left.length === right.length && left.every(([key, value]) => (b as Record<string, unknown>)[key] === value)
}
