import type { Expr } from '@millrace/language'
import { aggregateDefinition } from '../aggregates/definitions.ts'
import type { Located } from '../located.ts'

/** An aggregate as asked for, by name in the configuration or by a call inside a condition. */
export interface AggregateCall {
  fn: string
  of?: Part
  where?: Part
  distinct?: true
  as: string
}

interface Part {
  text: Located
  expr: Expr | undefined
}

/** `STDDEV_POP` in SQL is `stddev-pop` in the configuration. */
const configName = (name: string) => name.toLowerCase().replaceAll('_', '-')

/** The aggregate calls in a condition, outermost first. With `whole`, only when the expression itself is one. */
export function aggregateCalls(expr: Expr, text: Located, whole = false): AggregateCall[] {
  if (expr.k !== 'call') return []
  if (expr.fn === 'FILTER') {
    const [inner] = aggregateCalls(expr.args[0]!, text, true)
    if (inner) return [{ ...inner, where: { text, expr: expr.args[1] } }]
  }
  const fn = configName(expr.fn)
  // MIN and MAX and the like are no functions of the language, so a name decides.
  if (aggregateDefinition(fn)) {
    const [argument] = expr.args
    const counted = argument?.k === 'word' ? undefined : argument
    return [
      {
        fn,
        ...(counted && { of: { text, expr: counted } }),
        ...(expr.distinct && { distinct: true as const }),
        as: '',
      },
    ]
  }
  return whole ? [] : expr.args.flatMap((arg) => aggregateCalls(arg, text))
}
