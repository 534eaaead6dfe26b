import type { Awaiting } from '../tasks/task.ts'
import type { Element } from './element.ts'

/** Elements of a job whose rows may wait for answers from outside. */
export class Answers {
  private readonly waiting: { element: Element; awaiting: Awaiting }[] = []
  /** Whether rows of bounded inputs meet others: then how long answers take must not decide in which order. */
  readonly steady: boolean

  constructor(steady: boolean) {
    this.steady = steady
  }

  /** Takes note of an element, if its rows may wait. */
  add(element: Element): void {
    const { awaiting } = element.task
    if (awaiting) this.waiting.push({ element, awaiting })
  }

  /** Whether rows wait. */
  get awaited(): boolean {
    return this.waiting.some(({ awaiting }) => !awaiting.empty)
  }

  /** Whether no more rows may be read until some that wait have gone on; where rows of bounded inputs meet, until all have. */
  get full(): boolean {
    if (this.waiting.length === 0) return false
    return this.waiting.some(({ awaiting }) => awaiting.full) || (this.steady && this.awaited)
  }

  /** Lets go on, between two batches, what has got its answers. */
  settle(): void {
    for (const { element, awaiting } of this.waiting) element.settle(awaiting)
  }

  /** Resolves when an answer comes that rows wait for. */
  async arrival(): Promise<void> {
    const open = this.waiting.filter(({ awaiting }) => !awaiting.empty)
    await Promise.race(open.map(({ awaiting }) => awaiting.arrival))
  }
}
