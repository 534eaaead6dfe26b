import type { LogEntry } from '../protocol.ts'

/** Lines between two updates; more are counted and not kept. */
const MOST_LINES = 200
const LONGEST_LINE = 4096

/** What a job says, held back until the next update. */
export class Log {
  private entries: LogEntry[] = []
  private left = 0
  private readonly now: () => number
  constructor(now: () => number) {
    this.now = now
  }

  add(level: LogEntry['level'], line: string, node?: string): void {
    if (this.entries.length >= MOST_LINES) {
      this.left++
      return
    }
    const shown = line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line
    // One line stays one line, so nothing that a row holds can look like a line of the log.
    this.entries.push({
      at: this.now(),
      level,
      line: shown.replaceAll(/[\r\n]+/g, ' '),
      ...(node !== undefined && { node }),
    })
  }

  take(): LogEntry[] {
    const taken = this.entries
    if (this.left > 0) taken.push({ at: this.now(), level: 'print', line: `… and ${this.left} more lines` })
    this.entries = []
    this.left = 0
    return taken
  }
}
