/** Prints the throughput of the engine; `npm run bench core json` runs only these, `npm run bench nexmark q5 q19` only these queries. */
import { cpus } from 'node:os'
import { core } from './core.ts'
import { expressions } from './expressions.ts'
import { joins } from './joins.ts'
import { json } from './json.ts'
import { kafka } from './kafka.ts'
import { nexmark } from './nexmark/inMemory.ts'
import { state } from './state.ts'
import { updating } from './updating.ts'

const parts: Record<string, (only: readonly string[]) => Promise<string>> = {
  core,
  expressions,
  joins,
  json,
  kafka,
  nexmark,
  state,
  updating,
}
const names = process.argv.slice(2)
const asked = names.filter((name) => name in parts)
const only = names.filter((name) => !(name in parts))
console.log(`${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}\n`)
for (const name of asked.length > 0 ? asked : Object.keys(parts)) console.log(`${await parts[name]!(only)}\n`)
