import type { StateReader, StateWriter } from './bytes.ts'
import { IntList } from './intList.ts'
import { Records } from './layout.ts'

/** Words of a node: what it stands for, its two children as places (1 more than a node's first word; 0 is none), and its order word. */
const ITEM = 0
const LEFT = 1
const RIGHT = 2
const ORDER = 3
const WORDS = 4

/**
 * Trees of numbers in an order that the owner knows, all in one block.
 *
 * A treap: an order by comparison and a heap by a hash of the node, so it is balanced whatever comes in whatever order, and the same
 * history gives the same tree. A tree is named by the place of its root.
 *
 * An item comes with an order word: of two items the one with the higher word goes first, and only equal words need a comparison. So
 * most of the way down a tree nothing outside of it is read.
 */
export class OrderedTree {
  private readonly nodes = new Records(WORDS)
  private readonly compare: (a: number, b: number) => number

  /** `compare` is asked for items with equal words, and never gives 0 for different items of one tree. */
  constructor(compare: (a: number, b: number) => number) {
    this.compare = compare
  }

  /** Adds an item and gives the new root. */
  insert(root: number, item: number, word: number): number {
    const node = this.nodes.add()
    this.nodes.ints[node + ITEM] = item
    this.nodes.ints[node + ORDER] = word
    return this.insertNode(root, node + 1)
  }

  private insertNode(root: number, node: number): number {
    const { ints } = this.nodes
    if (root === 0) return node
    if (weight(node) > weight(root)) {
      this.split(root, node)
      ints[node - 1 + LEFT] = this.lower
      ints[node - 1 + RIGHT] = this.upper
      return node
    }
    const side = this.isBefore(ints[node - 1 + ITEM]!, ints[node - 1 + ORDER]!, root) ? LEFT : RIGHT
    ints[root - 1 + side] = this.insertNode(ints[root - 1 + side]!, node)
    return root
  }

  /** Whether an item goes before that of a node. */
  private isBefore(item: number, word: number, node: number): boolean {
    const { ints } = this.nodes
    const other = ints[node - 1 + ORDER]!
    return word === other ? this.compare(item, ints[node - 1 + ITEM]!) < 0 : word > other
  }

  /** The two halves of the last split. */
  private lower = 0
  private upper = 0

  /** Cuts a tree into what is before the item of a node that is not in it, and what is behind it. */
  private split(root: number, node: number): void {
    if (root === 0) {
      this.lower = 0
      this.upper = 0
      return
    }
    const { ints } = this.nodes
    if (!this.isBefore(ints[node - 1 + ITEM]!, ints[node - 1 + ORDER]!, root)) {
      this.split(ints[root - 1 + RIGHT]!, node)
      ints[root - 1 + RIGHT] = this.lower
      this.lower = root
    } else {
      this.split(ints[root - 1 + LEFT]!, node)
      ints[root - 1 + LEFT] = this.upper
      this.upper = root
    }
  }

  /** Takes an item out that is in the tree, and gives the new root. */
  remove(root: number, item: number, word: number): number {
    const { ints } = this.nodes
    if (root === 0) throw new Error('The item is not in the tree.')
    if (ints[root - 1 + ITEM] === item) {
      const joined = this.join(ints[root - 1 + LEFT]!, ints[root - 1 + RIGHT]!)
      this.nodes.remove(root - 1)
      return joined
    }
    const side = this.isBefore(item, word, root) ? LEFT : RIGHT
    ints[root - 1 + side] = this.remove(ints[root - 1 + side]!, item, word)
    return root
  }

  /** One tree of two, the first of which is before the second. */
  private join(lower: number, upper: number): number {
    if (lower === 0) return upper
    if (upper === 0) return lower
    const { ints } = this.nodes
    if (weight(lower) > weight(upper)) {
      ints[lower - 1 + RIGHT] = this.join(ints[lower - 1 + RIGHT]!, upper)
      return lower
    }
    ints[upper - 1 + LEFT] = this.join(lower, ints[upper - 1 + LEFT]!)
    return upper
  }

  /** The first item, −1 when there is none. */
  first(root: number): number {
    const { ints } = this.nodes
    let node = root
    while (node !== 0 && ints[node - 1 + LEFT] !== 0) node = ints[node - 1 + LEFT]!
    return node === 0 ? -1 : ints[node - 1 + ITEM]!
  }

  /** Nodes whose item and right child are still to come on the walk under way. */
  private readonly path = new IntList()

  /** Begins a walk through a tree, from its first item on. There is one at a time, and the tree stays as it is meanwhile. */
  walk(root: number): void {
    this.path.clear()
    this.descend(root)
  }

  /** The next item of the walk, −1 at the end. */
  next(): number {
    const { path } = this
    if (path.n === 0) return -1
    const node = path.items[--path.n]!
    const { ints } = this.nodes
    this.descend(ints[node - 1 + RIGHT]!)
    return ints[node - 1 + ITEM]!
  }

  private descend(root: number): void {
    const { ints } = this.nodes
    for (let node = root; node !== 0; node = ints[node - 1 + LEFT]!) this.path.add(node)
  }

  save(writer: StateWriter): void {
    this.nodes.save(writer)
  }
  load(reader: StateReader): void {
    this.nodes.load(reader)
  }
}

/** The place of a node in the heap, never equal for two. */
const weight = (place: number): number => Math.imul(place, 0x9e3779b1)
