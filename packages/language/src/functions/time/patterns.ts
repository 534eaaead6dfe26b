/** Patterns of times as arguments: literal ones are read once and checked, others are read on the row. */
import type { TCall, TExpr } from '../../syntax/expr.ts'
import { timePattern } from '../../time/pattern.ts'
import { type SimplePattern, simplePattern } from '../../time/simplePattern.ts'
import { isText } from '../../types.ts'
import type { Value } from '../../value.ts'
import { DataError, type FunctionDefinition } from '../definition.ts'
import { constantText } from '../params.ts'

const DEFAULT_PATTERN = 'yyyy-MM-dd HH:mm:ss'
export const PLAIN = simplePattern(DEFAULT_PATTERN) as SimplePattern
type Compile<P> = (text: string) => P | string
type Compiled<P> = (given: Value | undefined) => P | string

/** The pattern of a call: compiled once when it is a literal. */
export function patternOf<P>(arg: TExpr | undefined, compile: Compile<P>): Compiled<P> {
  const constant = arg === undefined ? DEFAULT_PATTERN : constantText(arg)
  if (constant === undefined) return (given) => compile(given as string)
  const compiled = compile(constant)
  return () => compiled
}

/** The same where a pattern that means nothing fails the row. */
export function requiredPattern<P>(arg: TExpr | undefined, compile: Compile<P>): (given: Value | undefined) => P {
  const pattern = patternOf(arg, compile)
  return (given) => {
    const compiled = pattern(given)
    if (typeof compiled === 'string') throw new DataError(compiled)
    return compiled
  }
}

/** What is wrong with a literal pattern, for a call with these arguments. */
type PatternCheck = (pattern: string, args: readonly TExpr[]) => string | undefined

export const simpleCheck: PatternCheck = (text) => {
  const compiled = simplePattern(text)
  return typeof compiled === 'string' ? compiled : undefined
}

export const parseCheck: PatternCheck = (text) => {
  const compiled = timePattern(text)
  return typeof compiled === 'string' ? compiled : undefined
}

export const formatCheck: PatternCheck = (text, args) => {
  if (isText(args[0]!.type)) return simpleCheck(text, args)
  const compiled = timePattern(text)
  if (typeof compiled === 'string') return compiled
  return compiled.format(0) === undefined ? NO_ZONE : undefined
}

export const NO_ZONE = 'A time stamp has no zone that the pattern could write.'

/** A literal pattern must be readable; where Flink gives NULL for one that is not, it is a warning. */
export function withPattern(
  index: number,
  check: PatternCheck,
  definition: FunctionDefinition,
  severity: 'error' | 'warning' = 'error',
): FunctionDefinition {
  return {
    ...definition,
    resolve(call) {
      const resolved = definition.resolve(call)
      const constant = resolved && constantText(resolved.args[index])
      const wrong = constant === undefined ? undefined : check(constant, resolved!.args)
      if (wrong === undefined) return resolved
      const hint = severity === 'warning' ? 'With this pattern the result is always NULL.' : undefined
      call.problem({
        code: 'time-pattern',
        message: wrong,
        severity,
        span: call.spans[index] ?? call.span,
        ...(hint && { hint }),
      })
      return severity === 'warning' ? resolved : undefined
    },
  }
}

/** A pattern that is not a literal may mean nothing on a row. */
export const failsByPattern = ({ args }: TCall) => args.length > 1 && constantText(args[1]) === undefined
