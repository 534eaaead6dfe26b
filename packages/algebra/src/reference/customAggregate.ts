import { type Environment, interpret, type Row, type TExpr, type Value } from '@millrace/language'
import type { CustomAggregate } from '../plan.ts'
import type { History } from './aggregate.ts'
import { isAddition } from './rows.ts'

/** A custom aggregate, one row after the other; parts are merged by its own expressions. */
export function customValue(
  custom: CustomAggregate,
  args: readonly number[],
  history: History,
  environment: Environment,
): Value {
  const stepper = new Stepper(custom, args, environment)
  return interpret(custom.value, environment)(stepper.state(history) ?? stepper.initial)
}

class Stepper {
  readonly initial: Row
  private readonly custom: CustomAggregate
  private readonly args: readonly number[]
  private readonly environment: Environment

  constructor(custom: CustomAggregate, args: readonly number[], environment: Environment) {
    this.custom = custom
    this.args = args
    this.environment = environment
    this.initial = this.step(custom.init, [])
  }

  /** Undefined when nothing has happened: such a part leaves no trace. */
  state(history: History): Row | undefined {
    let state: Row | undefined
    for (const each of history) {
      if ('parts' in each) {
        const other = this.state(each.parts)
        if (other !== undefined)
          state = state === undefined ? other : this.step(this.custom.merge, [...state, ...other])
      } else {
        const seen = [...(state ?? this.initial), ...this.args.map((column) => each.row[column]!)]
        state = this.step(isAddition(each) ? this.custom.add : this.custom.retract, seen)
      }
    }
    return state
  }

  private step(exprs: readonly TExpr[] | undefined, seen: Row): Row {
    if (!exprs) throw new Error('A custom aggregate was planned for what it does not say.')
    return exprs.map((expr) => interpret(expr, this.environment)(seen))
  }
}
