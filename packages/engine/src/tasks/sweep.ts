import type { KeyTable } from '../state/keyTable.ts'

/**
 * Gives back the records of a table that are too old.
 *
 * With every batch it looks at as many records as rows have come, round and round: so memory is bounded, and nothing ever pauses.
 */
export class Sweep {
  private readonly table: KeyTable
  private next = 0

  constructor(table: KeyTable) {
    this.table = table
  }

  /** `isOld` is false for records that are not in use; `reset` gives back what a record has elsewhere. */
  run(rows: number, isOld: (base: number) => boolean, reset: (base: number) => void): void {
    const { records } = this.table
    const end = records.words * records.count
    for (let r = 0; r < rows && end > 0; r++) {
      if (this.next >= end) this.next = 0
      if (isOld(this.next)) {
        reset(this.next)
        this.table.remove(this.next)
      }
      this.next += records.words
    }
  }
}
