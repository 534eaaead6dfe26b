import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { createInterface, type Interface } from 'node:readline'

/**
 * Starts and kills one program on command, and kills it when its standard input ends.
 *
 * The input ends when this process does, in whatever way it goes: so a test run that crashes or is killed leaves no
 * broker behind, and no data in the temporary folder. A signal sent to the whole group (Ctrl-C) is left to that end.
 */
const SCRIPT = `
trap '' INT HUP TERM
log=$1 pid=$2 remove=$3
shift 3
halt() { if [ -f "$pid" ]; then kill -9 "$(cat "$pid")" 2>/dev/null; rm -f "$pid"; fi; wait; }
while read -r order; do
  case $order in
    start) sh -c 'echo $$ >"$0"; exec "$@"' "$pid" "$@" </dev/null >"$log" 2>&1 & ;;
    kill) halt; echo killed ;;
  esac
done
halt
if [ -n "$remove" ]; then rm -rf -- "$remove"; fi
`

export interface SupervisedProgram {
  command: string
  args: readonly string[]
  logFile: string
  pidFile: string
  /** A folder to delete at the end, if it belongs to the program alone. */
  remove?: string
}

export class Supervisor {
  readonly #shell: ChildProcess
  readonly #answers: Interface

  constructor({ command, args, logFile, pidFile, remove = '' }: SupervisedProgram) {
    this.#shell = spawn('sh', ['-c', SCRIPT, 'sh', logFile, pidFile, remove, command, ...args], {
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    this.#answers = createInterface({ input: this.#shell.stdout! })
    this.#keepAlive(false)
  }

  start(): void {
    this.#shell.stdin!.write('start\n')
  }

  /** SIGKILL; resolves when the program is gone. */
  async kill(): Promise<void> {
    this.#keepAlive(true)
    const killed = once(this.#answers, 'line')
    this.#shell.stdin!.write('kill\n')
    await killed
    this.#keepAlive(false)
  }

  /** Kills the program and deletes what is to be deleted. */
  async end(): Promise<void> {
    if (this.#shell.exitCode !== null) return
    this.#keepAlive(true)
    const ended = once(this.#shell, 'exit')
    this.#shell.stdin!.end()
    await ended
  }

  /** A program that nobody waits for does not keep this process alive. */
  #keepAlive(alive: boolean): void {
    for (const part of [this.#shell, this.#shell.stdin as Socket, this.#shell.stdout as Socket]) {
      if (alive) part.ref()
      else part.unref()
    }
  }
}
