import type { Diagnostic, Fix, Span } from '../diagnostic.ts'
import type { Generator } from '../generate/generator.ts'
import type { Register } from '../generate/register.ts'
import type { TCall, TExpr } from '../syntax/expr.ts'
import type { Zone } from '../time/zone.ts'
import { type FieldType, formatType, type Typed } from '../types.ts'
import type { Json, Value } from '../value.ts'

export type FunctionGroup =
  | 'operator'
  | 'comparison'
  | 'logic'
  | 'conditional'
  | 'cast'
  | 'math'
  | 'text'
  | 'time'
  | 'json'
  | 'collection'
  | 'hash'
  | 'mask'
  | 'web'
  | 'other'

/** What an expression may know besides its row. */
export interface Environment {
  zone: Zone
  /** Milliseconds since 1970. */
  now(): number
  /** From 0 (inclusive) to 1 (exclusive). */
  random(): number
}

/** One place where a function is called: what is known before the first row. */
export interface Site {
  readonly args: readonly TExpr[]
  readonly type: FieldType
  readonly environment: Environment
}

/** A value that the rules of a function refuse; the row fails with this sentence. */
export class DataError extends Error {}

export type Evaluate = (...args: Value[]) => Value
/** The value of an argument, computed when it is asked for. */
export type Lazy = () => Value

/**
 * One function or operator of the language: what the checker, the interpreter, the generator, the SQL printer, the help and the
 * tests need to know of it.
 */
export interface FunctionDefinition {
  readonly name: string
  readonly aliases?: readonly string[]
  readonly group: FunctionGroup
  /** How it is written: `SUBSTRING(text, start [, length])`. */
  readonly usage: string
  readonly summary: string
  readonly zh: string
  /** What it takes, where that is a plain list. */
  readonly params?: readonly Param[]
  /** Expressions without columns and their values as JSON; they are tests and documentation. */
  readonly examples: readonly (readonly [expr: string, value: Json])[]
  /** Finds the types of a call, or says what is wrong with it. */
  resolve(call: CallSite): Omit<TCall, 'k' | 'fn'> | undefined
  /** NULL in, NULL out: `bind` sees no NULL. */
  readonly strict: boolean
  /** Whether a row can fail in it; it then throws `DataError`. */
  readonly fails?: boolean | ((call: TCall) => boolean)
  /** False for what differs from call to call on equal arguments: it is not folded. */
  readonly deterministic?: false
  /** Where other functions ask whether an argument is a call of it: a literal in its place would mean something else. */
  readonly recognized?: true
  bind?(site: Site): Evaluate
  /** In place of `bind` where not every argument is always evaluated. */
  bindLazy?(site: Site): (args: readonly Lazy[]) => Value
  /** Code for columns; without it, or where it gives none, the bound function is called for each row. */
  generate?(generator: Generator, call: TCall): Register | undefined
  /** Flink SQL of a call whose arguments are printed; by default NAME(a, b). */
  sql?(args: readonly string[], call: TCall): string
  /** Why Flink SQL has no form of it. */
  readonly beyondFlink?: string
}

/** A call in the text, its arguments checked. Undefined arguments have a problem already. */
export interface CallSite {
  readonly name: string
  readonly span: Span
  readonly args: readonly (TExpr | undefined)[]
  readonly spans: readonly Span[]
  /** The type that CAST or RETURNING names. */
  readonly as: Typed | undefined
  /** Name of the call that this one is an argument of. */
  readonly inside: string | undefined
  /** The text of an argument as written. */
  written(index: number): string
  problem(problem: Omit<Diagnostic, 'severity' | 'node' | 'path'> & { severity?: Diagnostic['severity'] }): undefined
}

/** Which types a parameter takes and what they become. */
export interface Accepts {
  /** As read in a sentence: "a text". */
  readonly want: string
  readonly accepts: (type: FieldType) => boolean
  /** The type that the function works on; the argument is cast to it. */
  readonly to?: (type: FieldType) => FieldType
}

export interface Param extends Accepts {
  readonly name: string
  readonly optional?: boolean
  /** The last parameter may repeat. */
  readonly repeated?: boolean
}

type Returns = FieldType | ((args: readonly TExpr[]) => FieldType)
type Nullability = 'arguments' | 'always' | 'never' | ((args: readonly TExpr[]) => boolean)

interface Simple extends Omit<FunctionDefinition, 'resolve' | 'strict' | 'bind' | 'params'> {
  readonly params: readonly Param[]
  readonly returns: Returns
  /** Whether the result may be NULL; by default when an argument may be. */
  readonly nullable?: Nullability
  readonly strict?: boolean
  /** NULL without a type may stand for an argument; by default Flink asks for CAST(NULL AS type). */
  readonly untypedNull?: true
  readonly bind?: (site: Site) => Evaluate
  /** A plain function of the values, where nothing needs to be known before the first row. */
  readonly evaluate?: Evaluate
}

/** Defines a function by parameters and a return type. */
export function defineFunction(simple: Simple): FunctionDefinition {
  const { params, returns, nullable = 'arguments', evaluate, bind, strict = true, untypedNull, ...rest } = simple
  return {
    ...rest,
    params,
    strict,
    ...(bind ? { bind } : evaluate ? { bind: () => evaluate } : {}),
    resolve(call) {
      const args = resolveArguments(call, params, untypedNull)
      if (!args) return undefined
      const type = typeof returns === 'function' ? returns(args) : returns
      return { args, type, nullable: isNullable(nullable, args) }
    },
  }
}

function isNullable(nullability: Nullability, args: readonly TExpr[]): boolean {
  if (typeof nullability === 'function') return nullability(args)
  return nullability === 'always' || (nullability === 'arguments' && args.some((arg) => arg.nullable))
}

/** The arguments, cast to what the parameters want; undefined when there is a problem, which has been said. */
export function resolveArguments(call: CallSite, params: readonly Param[], untypedNull?: boolean): TExpr[] | undefined {
  const least = params.filter((param) => !param.optional && !param.repeated).length + (params.at(-1)?.repeated ? 1 : 0)
  const most = params.at(-1)?.repeated ? Number.POSITIVE_INFINITY : params.length
  if (call.args.length < least || call.args.length > most) return wrongCount(call, least, most)
  const args = call.args.map(
    (arg, index) => arg && fit(call, arg, index, params[Math.min(index, params.length - 1)]!, untypedNull),
  )
  return args.every((arg) => arg !== undefined) ? (args as TExpr[]) : undefined
}

function wrongCount(call: CallSite, least: number, most: number): undefined {
  const wanted =
    least === most ? `${least}` : most === Number.POSITIVE_INFINITY ? `at least ${least}` : `${least} to ${most}`
  const message = `${call.name} takes ${wanted} argument${wanted === '1' ? '' : 's'}, found ${call.args.length}.`
  return call.problem({ code: 'argument-count', message, span: call.span })
}

/** An argument as a parameter wants it. */
function fit(
  call: CallSite,
  arg: TExpr,
  index: number,
  param: Param,
  untypedNull: boolean | undefined,
): TExpr | undefined {
  if (arg.type.t === 'NULL') {
    const type = param.to?.(arg.type)
    return untypedNull && type && type.t !== 'NULL' ? castTo(arg, type) : nullWithoutType(call, index, type)
  }
  if (param.accepts(arg.type)) return param.to ? castTo(arg, param.to(arg.type)) : arg
  const span = call.spans[index]!
  const message = `${call.name} needs ${param.want} as ${ordinal(index)} argument (${param.name}), found ${formatType(arg.type)}.`
  return call.problem({ code: 'argument-type', message, span, ...castFix(call.written(index), span, param) })
}

/** Says that NULL must be given a type. */
export function nullWithoutType(call: CallSite, index: number, type: FieldType | undefined): undefined {
  const text = `CAST(NULL AS ${type && type.t !== 'NULL' ? formatType(type) : 'STRING'})`
  const span = call.spans[index]!
  return call.problem({
    code: 'untyped-null',
    message: `NULL has no type as an argument of ${call.name}.`,
    hint: `Write ${text}, or another type.`,
    span,
    fixes: [{ title: text, span, text }],
  })
}

/** Says that an argument is of a wrong type, with its cast to a right one as the remedy. */
export function wrongType(call: CallSite, index: number, message: string, to: string): undefined {
  const text = `CAST(${call.written(index)} AS ${to})`
  const span = call.spans[index]!
  const fixes = [{ title: text, span, text }]
  return call.problem({ code: 'argument-type', message, hint: `Write ${text}.`, span, fixes })
}

const ordinal = (index: number) => ['first', 'second', 'third', 'fourth', 'fifth'][index] ?? `${index + 1}th`

function castFix(written: string, span: Span, param: Param): { hint?: string; fixes?: Fix[] } {
  const target = ['STRING', 'INT', 'DOUBLE', 'BOOLEAN', 'TIMESTAMP(3)'].find((name) =>
    param.want.includes(WANTED_AS[name]!),
  )
  if (!target) return {}
  const text = `CAST(${written} AS ${target})`
  return { hint: `Convert it: ${text}`, fixes: [{ title: text, span, text }] }
}

const WANTED_AS: Record<string, string> = {
  STRING: 'text',
  DOUBLE: 'number',
  INT: 'whole',
  BOOLEAN: 'condition',
  'TIMESTAMP(3)': 'time',
}

/** A cast that the checker adds by itself, as Flink does it too; nothing when the type is the same already. */
export function castTo(arg: TExpr, type: FieldType): TExpr {
  if (formatType(arg.type) === formatType(type)) return arg
  if (arg.type.t === 'NULL') return { k: 'lit', value: null, type, nullable: true }
  return { k: 'call', fn: 'CAST', args: [arg], type, nullable: arg.nullable, implicit: true }
}
