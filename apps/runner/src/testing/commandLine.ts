import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const ENTRY = fileURLToPath(new URL('../cli/main.ts', import.meta.url))

/** The command line as a process of its own, as a person starts it. */
export interface CommandLine {
  process: ChildProcess
  /** What it has printed so far. */
  printed(): string
  /** Resolves when it has ended. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; out: string; err: string }>
}

export function millrace(args: readonly string[], env: NodeJS.ProcessEnv = {}): CommandLine {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ENTRY, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  let [out, err] = ['', '']
  child.stdout!.on('data', (part) => {
    out += part
  })
  child.stderr!.on('data', (part) => {
    err += part
  })
  const ended = new Promise<Awaited<CommandLine['ended']>>((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal, out, err })),
  )
  return { process: child, printed: () => out, ended }
}

/** Runs a command to its end. */
export const finished = (args: readonly string[], env?: NodeJS.ProcessEnv) => millrace(args, env).ended
