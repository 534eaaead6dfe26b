/** Throughput per CPU second of the whole process: what a machine does, whatever else runs on it. */

export interface Measurement {
  name: string
  /** Million rows per CPU second, best and median of the rounds. */
  best: number
  median: number
  /** Million rows per CPU second of the main thread, best of the rounds: without what others compile and collect beside it. */
  main: number
  /** Nanoseconds of CPU per row, of the best round. */
  ns: number
}

/** Microseconds of CPU that are measured at least: short rounds say little. */
const LEAST_CPU = 800_000

/** Runs `round` once to warm up and then several times, short ones more often; it returns how many rows it has worked off. */
export async function measure(name: string, round: () => Promise<number> | number, rounds = 5): Promise<Measurement> {
  await round()
  const rates: number[] = []
  let main = 0
  for (let i = 0, cpu = 0; i < rounds || cpu < LEAST_CPU; i++) {
    const [before, beforeMain] = [process.cpuUsage(), process.threadCpuUsage()]
    const rows = await round()
    const { user, system } = process.cpuUsage(before)
    const onMain = process.threadCpuUsage(beforeMain)
    rates.push(rows / (user + system))
    main = Math.max(main, rows / (onMain.user + onMain.system))
    cpu += user + system
  }
  rates.sort((a, b) => a - b)
  const best = rates[rates.length - 1]!
  return { name, best, median: rates[Math.floor(rates.length / 2)]!, main, ns: 1000 / best }
}

/** A table of measurements; `base` is subtracted for the net column. */
export function table(title: string, measurements: readonly Measurement[], base?: Measurement): string {
  const lines = measurements.map(({ name, best, median, ns }) => {
    const net = base && base.name !== name ? (ns - base.ns).toFixed(0).padStart(9) : ''.padStart(9)
    return `${name.padEnd(44)} ${best.toFixed(2).padStart(8)} ${median.toFixed(2).padStart(8)} ${ns.toFixed(0).padStart(7)} ${net}`
  })
  const head = `${''.padEnd(44)} ${'M rows per CPU s'.padStart(17)} ${'ns/row'.padStart(7)} ${(base ? 'net ns' : '').padStart(9)}`
  return [title, head, `${''.padEnd(44)} ${'best'.padStart(8)} ${'median'.padStart(8)}`, ...lines].join('\n')
}
