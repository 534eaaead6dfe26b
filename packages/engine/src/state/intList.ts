/** Whole numbers of 32 bits that are added one by one; the memory of those that were taken out is used again. */
export class IntList {
  /** The first `n` count. */
  items = new Int32Array(64)
  n = 0

  add(item: number): void {
    if (this.n === this.items.length) {
      const longer = new Int32Array(2 * this.n)
      longer.set(this.items)
      this.items = longer
    }
    this.items[this.n++] = item
  }

  clear(): void {
    this.n = 0
  }
}
