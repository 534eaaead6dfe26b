import { Pressure } from './pressure.ts'

/** The one thing of WebAssembly that is used: memory that grows in place. */
interface GrowingMemory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}
interface Platform {
  WebAssembly?: { Memory: new (limits: { initial: number; maximum: number; shared: boolean }) => GrowingMemory }
}
const { WebAssembly } = globalThis as unknown as Platform
/** Not in a browser, which neither decodes the texts of shared memory nor gives it to every page. */
const SHARED = !('crossOriginIsolated' in globalThis)

const PAGE = 65536
/** 4 GiB, as much as such a memory can have. */
const MOST_PAGES = 65536
/** From here on memory grows in place; up to here it is copied, which takes less than two milliseconds. */
const LARGE = 1 * 1024 * 1024

const pressure = new Pressure()

/**
 * Memory of a table: grows, and is zero where nothing has been written.
 *
 * Copying a large block to twice its size would hold up a job for tenths of a second, so a large one lies in a WebAssembly memory,
 * which the system extends without copying; the parts that were never touched take no room. Where there is none, it is copied after all.
 * It grows by doubling: what is not used yet costs nothing. No other thread sees it; it is shared because V8 takes every growth of memory
 * that is not for a reason to collect garbage (`BackingStore::PerIsolateAccountingLength` leaves shared memory out), which was up to half
 * of the CPU of a job whose state grows. So `Pressure` says when there is enough of it to collect what is no longer used.
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
    const more = Math.min(needed, MOST_PAGES) - this.buffer.byteLength / PAGE
    try {
      this.growing!.grow(more)
    } catch (problem) {
      if (problem instanceof RangeError) return false
      throw problem
    }
    this.buffer = this.growing!.buffer
    if (SHARED) pressure.add(this.growing!, PAGE * more)
    return true
  }
}

/** Undefined where the platform has none, or no address space left for one more. */
function allocate(pages: number): GrowingMemory | undefined {
  if (!WebAssembly) return undefined
  try {
    const memory = new WebAssembly.Memory({ initial: pages, maximum: MOST_PAGES, shared: SHARED })
    if (SHARED) pressure.add(memory, PAGE * pages)
    return memory
  } catch {
    return undefined
  }
}
