/** Changes of one aggregate in a configuration. */
import type { Json } from '@millrace/language'

/** The aggregate that is made of expressions, and what it begins with: a count, to be changed. */
export const CUSTOM = 'custom'
export const CUSTOM_PARTS = ['init', 'add', 'merge', 'retract', 'result']
const FIRST_CUSTOM = {
  init: [{ as: 'n', expr: 'CAST(0 AS BIGINT)' }],
  add: [{ as: 'n', expr: 'n + 1' }],
  merge: [{ as: 'n', expr: 'n + other.n' }],
  result: 'n',
}

/** An aggregate with another function: what belongs to the old one alone goes. */
export function withFunction(item: { readonly [name: string]: Json }, fn: string): { [name: string]: Json } {
  const { where, as } = item
  const kept = { ...(where !== undefined && { where }), ...(as !== undefined && { as }) }
  if (fn === CUSTOM) return { fn, ...FIRST_CUSTOM, ...kept }
  const { of, distinct } = item
  return { fn, ...(of !== undefined && { of }), ...(distinct !== undefined && { distinct }), ...kept }
}

/** The arguments with another one in a place; none are left when the last is empty. */
export function withArgument(args: readonly Json[], index: number, text: string): Json[] | undefined {
  const next = Array.from({ length: Math.max(args.length, index + 1) }, (_, i) =>
    i === index ? text : (args[i] ?? ''),
  )
  while (next.length > 0 && next[next.length - 1] === '') next.pop()
  return next.length === 0 ? undefined : next
}
