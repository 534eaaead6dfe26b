import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

/** How much of what a program said at last is told when it ends. */
const REMEMBERED = 4000

/** A program that answers every line it is given with one line, in order. When it ends it says why with its standard error. */
export class AnsweringProgram {
  readonly #name: string
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>
  readonly #waiting: PromiseWithResolvers<string>[] = []
  readonly #ended = Promise.withResolvers<void>()
  #over: Error | undefined
  #said = ''

  constructor(name: string, command: string, args: readonly string[]) {
    this.#name = name
    this.#process = spawn(command, args, { stdio: 'pipe' })
    const { stdin, stdout, stderr } = this.#process
    createInterface({ input: stdout }).on('line', (line) => this.#waiting.shift()?.resolve(line))
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-REMEMBERED)
    })
    // A pipe that breaks is the end of the program, which says more.
    stdin.on('error', () => {})
    this.#process.on('error', (problem) => this.#end(`${name} cannot be started: ${problem.message}`))
    // Its standard error has been read to the end by then.
    this.#process.on('close', () => this.#end(`${name} has ended before it answered.`))
  }

  /** The answer to a line; throws what the program said when it ends without one. */
  async ask(line: string): Promise<string> {
    if (this.#over) throw this.#over
    const answer = Promise.withResolvers<string>()
    this.#waiting.push(answer)
    this.#process.stdin.write(`${line}\n`)
    return answer.promise
  }

  /** Ends its input; resolves when it has ended. */
  async close(): Promise<void> {
    this.#process.stdin.end()
    await this.#ended.promise
  }

  #end(sentence: string): void {
    const said = this.#said.trim()
    this.#over ??= new Error(said === '' ? sentence : `${sentence} ${this.#name} said:\n${said}`)
    for (const { reject } of this.#waiting.splice(0)) reject(this.#over)
    this.#ended.resolve()
  }
}
