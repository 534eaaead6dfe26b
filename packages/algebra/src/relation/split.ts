import { BOOLEAN, INT, required, type TExpr } from '@millrace/language'
import { column, conditionOf } from '../expressions.ts'
import type { Located } from '../located.ts'
import type { NamedExpr } from '../plan.ts'
import { withdrawing } from './changes.ts'
import { calc, extended, passed } from './fields.ts'
import type { Relation } from './relation.ts'

export interface Branch {
  /** Name of the route. */
  port: string
  when: Located
}

export interface SplitOptions {
  branches: readonly Branch[]
  /** The route of rows for which no condition is true. */
  otherwise?: string | undefined
  /** Whether a row goes to every branch whose condition is true, or only to the first. */
  mode: 'first-match' | 'all'
}

export interface Routed {
  routes: Readonly<Record<string, Relation>>
  failed: Relation | undefined
}

/**
 * Sends rows to named routes.
 *
 * All conditions are computed in one place, so that a row on which one fails leaves once; of a first match the later ones are not.
 */
export function split(relation: Relation, options: SplitOptions): Routed {
  const { branches, otherwise, mode } = options
  const input = withdrawing(relation)
  const conditions = branches.map(({ when }) => conditionOf(input.scope, when, input.row))
  const names = [...branches.map(({ port }) => port), ...(otherwise === undefined ? [] : [otherwise])]
  expectRoutes(input, names, branches.length)
  if (!input.known) return { routes: Object.fromEntries(names.map((name) => [name, input])), failed: undefined }
  const width = input.row.length
  const routed = extended(input, mode === 'all' ? flags(conditions) : number(conditions), 'conditions')
  const route = (name: string, where: TExpr) =>
    calc(routed, `route-${name}`, { where, fields: passed(input.row).slice(0, width) })
  const chosen = (index: number) => column(width + index, routed.row[width + index]!)
  const routes = names.map((name, i) => {
    const where =
      mode === 'first-match'
        ? equals(chosen(0), i)
        : i < branches.length
          ? chosen(i)
          : none(conditions.map((_, c) => chosen(c)))
    return [name, route(name, where)] as const
  })
  return { routes: Object.fromEntries(routes), failed: routed.failed }
}

/** Which condition is the first that is true; their number when none is. */
function number(conditions: readonly TExpr[]): NamedExpr[] {
  const args = conditions.flatMap((condition, i) => [condition, whole(i)])
  return [{ name: '$route', expr: choice([...args, whole(conditions.length)], INT) }]
}

const flags = (conditions: readonly TExpr[]): NamedExpr[] =>
  conditions.map((expr, i) => ({ name: `$route_${i}`, expr }))

const none = (conditions: readonly TExpr[]): TExpr =>
  choice([...conditions.flatMap((condition) => [condition, truth(false)]), truth(true)], BOOLEAN)

const whole = (value: number): TExpr => ({ k: 'lit', value, ...required(INT) })
const truth = (value: boolean): TExpr => ({ k: 'lit', value, ...required(BOOLEAN) })
const choice = (args: readonly TExpr[], type: TExpr['type']): TExpr => ({
  k: 'call',
  fn: 'CASE',
  args,
  ...required(type),
})
const equals = (value: TExpr, to: number): TExpr => ({
  k: 'call',
  fn: '=',
  args: [value, whole(to)],
  ...required(BOOLEAN),
})

function expectRoutes({ scope }: Relation, names: readonly string[], branches: number): void {
  for (const [i, name] of names.entries()) {
    const path = i < branches ? `branches[${i}].port` : 'otherwise'
    const message =
      name === 'failed'
        ? 'The route `failed` is that of rows on which a condition failed.'
        : names.indexOf(name) < i
          ? `There are two routes named \`${name}\`.`
          : undefined
    if (message) scope.problem({ code: 'duplicate-port', message, hint: 'Choose another name.', path })
  }
}
