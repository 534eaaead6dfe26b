/** Deeper values, and names that JavaScript gives a meaning of its own, have no place in any request. */
import { TRPCError } from '@trpc/server'

const DEEPEST = 64
const MOST_VALUES = 500_000
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** Refuses a request by its form alone, before anything looks at what it says. */
export function checkShape(value: unknown): void {
  let level: unknown[] = [value]
  let seen = 0
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) throw refused(`The request is nested more than ${DEEPEST} levels deep.`)
    seen += level.length
    if (seen > MOST_VALUES) throw refused('The request holds too many values.')
    level = level.flatMap(membersOf)
  }
}

function membersOf(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value
  const names = Object.keys(value)
  const forbidden = names.find((name) => FORBIDDEN.has(name))
  if (forbidden !== undefined) throw refused(`The name \`${forbidden}\` cannot be used here.`)
  return Object.values(value)
}

const refused = (message: string) => new TRPCError({ code: 'BAD_REQUEST', message })
