/** Nodes so that every edge points forward; among equals, the order given. The nodes of a circle, if there is one, are left out. */
export function inOrder(
  nodes: readonly string[],
  edges: readonly (readonly [from: string, to: string])[],
): { order: string[]; cycle: string[] } {
  const missing = new Map(nodes.map((node) => [node, 0]))
  for (const [, to] of edges) if (missing.has(to)) missing.set(to, missing.get(to)! + 1)
  const order: string[] = []
  const ready = nodes.filter((node) => missing.get(node) === 0)
  while (ready.length > 0) {
    const node = ready.shift()!
    order.push(node)
    for (const [from, to] of edges) {
      if (from !== node || !missing.has(to)) continue
      missing.set(to, missing.get(to)! - 1)
      if (missing.get(to) === 0) ready.push(to)
    }
  }
  return {
    order,
    cycle:
      order.length === nodes.length
        ? []
        : circle(
            nodes.filter((node) => !order.includes(node)),
            edges,
          ),
  }
}

/** One circle among nodes that all have a predecessor among them. */
function circle(nodes: readonly string[], edges: readonly (readonly [string, string])[]): string[] {
  const path: string[] = []
  let node = nodes[0]!
  while (!path.includes(node)) {
    path.push(node)
    node = edges.find(([from, to]) => to === node && nodes.includes(from))![0]
  }
  return path.slice(path.indexOf(node)).reverse()
}
