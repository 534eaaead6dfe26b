/** The one thing of WebAssembly that is used: memory that grows in place. */
interface GrowingMemory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}
interface Platform {
  WebAssembly?: { Memory: new (limits: { initial: number; maximum: number }) => GrowingMemory }
}
const { WebAssembly } = globalThis as unknown as Platform

const PAGE = 65536
/** 4 GiB, as much as such a memory can have. */
const MOST_PAGES = 65536
/** From here on memory grows in place; up to here it is copied, which takes less than two milliseconds. */
const LARGE = 4 * 1024 * 1024

/**
 * Memory of a table: grows, and is zero where nothing has been written.
 *
 * Copying a large block to twice its size would hold up a job for tenths of a second, so a large one lies in a WebAssembly memory,
 * which the system extends without copying; the parts that were never touched take no room. Where there is none, it is copied after all.
 * It grows by doubling: every growth of a large memory makes the platform collect garbage, and what is not used yet costs nothing.
 */
export class Memory {
  buffer: ArrayBuffer
  private growing: GrowingMemory | undefined

  constructor(bytes: number) {
    this.buffer = new ArrayBuffer(bytes)
  }

  /** Makes room for at least `bytes` and gives the buffer, which is another one now. */
  grow(bytes: number): ArrayBuffer {
    const wanted = Math.max(bytes, 2 * this.buffer.byteLength)
    if (!this.growing) this.move(wanted)
    else if (!this.extend(wanted) && !this.extend(bytes))
      throw new Error(`The machine has no memory left for a table of the state, which needs ${bytes} bytes.`)
    return this.buffer
  }

  private move(bytes: number): void {
    const old = new Uint8Array(this.buffer)
    if (bytes > LARGE) this.growing = allocate(Math.ceil(bytes / PAGE))
    this.buffer = this.growing?.buffer ?? new ArrayBuffer(bytes)
    new Uint8Array(this.buffer).set(old)
  }

  /** False when the machine does not give so much. */
  private extend(bytes: number): boolean {
    const needed = Math.ceil(bytes / PAGE)
    if (needed > MOST_PAGES && this.buffer.byteLength === MOST_PAGES * PAGE)
      throw new Error('A table of the state has reached 4 GiB.')
    try {
      this.growing!.grow(Math.min(needed, MOST_PAGES) - this.buffer.byteLength / PAGE)
    } catch (problem) {
      if (problem instanceof RangeError) return false
      throw problem
    }
    this.buffer = this.growing!.buffer
    return true
  }
}

/** Undefined where the platform has none, or no address space left for one more. */
function allocate(pages: number): GrowingMemory | undefined {
  try {
    return WebAssembly && new WebAssembly.Memory({ initial: pages, maximum: MOST_PAGES })
  } catch {
    return undefined
  }
}
