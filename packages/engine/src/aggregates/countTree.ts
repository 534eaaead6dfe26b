import type { Column, ColumnBuffer, Typed } from '@millrace/language'
import { mix } from '../state/hash.ts'
import type { Heap } from '../state/heap.ts'
import type { Records } from '../state/layout.ts'
import { Cells } from './cells.ts'

const LEFT = 0
const RIGHT = 1
/** As a double: words 2 and 3. */
const COUNT = 2
const HEADER = 4

/**
 * Values in their order with how often each is there: a treap in the heap for each record, two words of which name its root.
 *
 * Adding, taking away and finding the first one take logarithmic time (Seidel, Aragon: "Randomized Search Trees", 1996; the priority of
 * a node is a hash of its place). A value that is taken away before it came is kept with a negative count, as in Flink.
 */
export class CountTree {
  readonly words = 2
  readonly cells: Cells
  private readonly at: number
  private readonly nodeWords: number

  constructor(types: readonly Typed[], at: number, descending: readonly boolean[] = []) {
    this.at = at
    this.cells = new Cells(types, descending)
    this.nodeWords = HEADER + this.cells.words
  }

  /** Adds a row of values as often as `times` says, or takes it away. */
  count(columns: readonly Column[], row: number, records: Records, base: number, times: number): void {
    this.cells.take(columns, row)
    this.change(records, base, times)
  }

  /** Changes the count of what is in hand. */
  private change(records: Records, base: number, times: number): void {
    const { heap } = records
    const header = this.header(records, base)
    const link = this.find(heap, header)
    const node = heap.ints[link]!
    if (node === 0) return this.insert(heap, header, times)
    const at = (node + COUNT) >> 1
    heap.doubles[at] = heap.doubles[at]! + times
    if (heap.doubles[at] === 0) this.remove(heap, link)
  }

  /** A block whose first word names the root, so that every link lies in the heap. */
  private header({ ints, heap }: Records, base: number): number {
    const known = ints[base + this.at]!
    if (known !== 0) return known
    const header = heap.allocate(1)
    heap.ints[header] = 0
    ints[base + this.at] = header
    return header
  }

  /** The word that names the node of what is in hand, or that would. */
  private find(heap: Heap, header: number): number {
    const { ints } = heap
    let link = header
    for (let node = ints[link]!; node !== 0; node = ints[link]!) {
      const order = this.cells.compare(heap, node + HEADER, heap)
      if (order === 0) return link
      link = node + (order < 0 ? LEFT : RIGHT)
    }
    return link
  }

  /** Puts a new node where its priority wants it, and what was there to its sides. */
  private insert(heap: Heap, header: number, times: number): void {
    const node = heap.allocate(this.nodeWords)
    heap.ints.fill(0, node, node + this.nodeWords)
    this.cells.put(heap, node + HEADER, heap)
    heap.doubles[(node + COUNT) >> 1] = times
    const { ints } = heap
    const priority = mix(node)
    let link = header
    for (let below = ints[link]!; below !== 0 && mix(below) > priority; below = ints[link]!)
      link = below + (this.cells.compare(heap, below + HEADER, heap) < 0 ? LEFT : RIGHT)
    const below = ints[link]!
    ints[link] = node
    this.split(heap, below, node)
  }

  /** Hangs the nodes of a subtree to the left and right of a new node. */
  private split(heap: Heap, subtree: number, node: number): void {
    const { ints } = heap
    let [left, right] = [node + LEFT, node + RIGHT]
    for (let below = subtree; below !== 0; ) {
      if (this.cells.compare(heap, below + HEADER, heap) < 0) {
        ints[right] = below
        right = below + LEFT
        below = ints[right]!
      } else {
        ints[left] = below
        left = below + RIGHT
        below = ints[left]!
      }
    }
    ints[left] = 0
    ints[right] = 0
  }

  /** Takes out the node that a link names; its subtrees take its place. */
  private remove(heap: Heap, link: number): void {
    const { ints } = heap
    const node = ints[link]!
    let [left, right, to] = [ints[node + LEFT]!, ints[node + RIGHT]!, link]
    while (left !== 0 && right !== 0) {
      if (mix(left) > mix(right)) {
        ints[to] = left
        to = left + RIGHT
        left = ints[to]!
      } else {
        ints[to] = right
        to = right + LEFT
        right = ints[to]!
      }
    }
    ints[to] = left === 0 ? right : left
    this.cells.release(heap, node + HEADER, heap)
    heap.release(node, this.nodeWords)
  }

  /** The node of the first value that is there; 0 when there is none. */
  first({ ints, heap }: Records, base: number): number {
    const header = ints[base + this.at]!
    if (header === 0) return 0
    let [node, first] = [heap.ints[header]!, 0]
    while (node !== 0) {
      first = node
      node = heap.ints[node + LEFT]!
    }
    return first === 0 || heap.doubles[(first + COUNT) >> 1]! > 0 ? first : this.firstPresent(heap, header)
  }

  /** The slow way, past values with negative counts. */
  private firstPresent(heap: Heap, header: number): number {
    for (const node of this.nodesBelow(heap, header)) if (heap.doubles[(node + COUNT) >> 1]! > 0) return node
    return 0
  }

  /** All nodes in their order. */
  *nodes({ ints, heap }: Records, base: number): Iterable<number> {
    const header = ints[base + this.at]!
    if (header !== 0) yield* this.nodesBelow(heap, header)
  }

  private *nodesBelow(heap: Heap, header: number): Iterable<number> {
    const path: number[] = []
    let node = heap.ints[header]!
    while (node !== 0 || path.length > 0) {
      while (node !== 0) {
        path.push(node)
        node = heap.ints[node + LEFT]!
      }
      const next = path.pop()!
      node = heap.ints[next + RIGHT]!
      yield next
    }
  }

  countOf({ heap }: Records, node: number): number {
    return heap.doubles[(node + COUNT) >> 1]!
  }

  /** Writes one of the values of a node. */
  load({ heap }: Records, node: number, c: number, out: ColumnBuffer, row: number): void {
    this.cells.load(heap, node + HEADER, heap, c, out, row)
  }

  merge(source: Records, from: Int32Array, target: Records, to: Int32Array, n: number): void {
    for (let j = 0; j < n; j++) {
      for (const node of this.nodes(source, from[j]!)) {
        this.cells.takeFrom(source.heap, node + HEADER, source.heap)
        this.change(target, to[j]!, this.countOf(source, node))
      }
    }
  }

  release(records: Records, base: number): void {
    const { ints, heap } = records
    // A node is given back only after its successor has been found.
    const nodes = [...this.nodes(records, base)]
    for (const node of nodes) {
      this.cells.release(heap, node + HEADER, heap)
      heap.release(node, this.nodeWords)
    }
    heap.release(ints[base + this.at]!, 1)
    ints[base + this.at] = 0
  }
}
