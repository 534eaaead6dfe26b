import type { Expr } from '@millrace/language'
import { aggregateCalled } from '../aggregates/definitions.ts'
import type { Located } from '../located.ts'
import type { CustomAggregate } from '../plan.ts'

/** An aggregate as asked for, by name in the configuration or by a call inside a condition. */
export interface AggregateCall {
  fn: string
  of?: Part
  args?: readonly Part[]
  where?: Part
  distinct?: true
  /** The computation of `custom`, checked, and the columns that it reads. */
  custom?: { computation: CustomAggregate; reads: readonly number[] }
  as: string
  /** Place in the configuration. */
  path: string
}

export interface Part {
  text: Located
  expr: Expr | undefined
}

/** The aggregate calls in a condition, outermost first. With `whole`, only when the expression itself is one. */
export function aggregateCalls(expr: Expr, text: Located, whole = false): AggregateCall[] {
  if (expr.k !== 'call') return []
  if (expr.fn === 'FILTER') {
    const [inner] = aggregateCalls(expr.args[0]!, text, true)
    if (inner) return [{ ...inner, where: { text, expr: expr.args[1] } }]
  }
  // MIN and MAX and the like are no functions of the language, so a name decides.
  const definition = aggregateCalled(expr.fn)
  if (!definition) return whole ? [] : expr.args.flatMap((arg) => aggregateCalls(arg, text))
  const [argument, ...others] = expr.args
  const counted = argument?.k === 'word' ? undefined : argument
  return [
    {
      fn: definition.fn,
      ...(counted && { of: { text, expr: counted } }),
      ...(others.length > 0 && { args: others.map((expr) => ({ text, expr })) }),
      ...(expr.distinct && { distinct: true as const }),
      as: '',
      path: text.path,
    },
  ]
}
