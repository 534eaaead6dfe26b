import { decodeCell } from '../column.ts'
import { DataError, type Environment, type FunctionDefinition } from '../functions/definition.ts'
import { isSteadyWith } from '../steady.ts'
import type { TCall, TExpr } from '../syntax/expr.ts'
import { type FieldType, isBinary, type Typed } from '../types.ts'
import { decodeUtf8, encodeUtf8, literalValue, type Value } from '../value.ts'
import type { Code, Scope } from './code.ts'
import { anyNull, PLACEHOLDER, type Register, registerKind } from './register.ts'

/** Returned by a guarded function for a row that fails. */
const FAILED = Symbol('failed')

/** What a generated loop says about rows that failed: the message by row, in order of failing. */
export interface Failures {
  message: string
}

/**
 * Turns typed expressions into source for one row.
 *
 * A row that fails sets the failure's message and leaves its block; nothing is thrown.
 */
export class Generator {
  readonly code: Code
  readonly environment: Environment
  private readonly functions: (name: string) => FunctionDefinition
  /** Register of a column, loaded where it is first needed. */
  private readonly column: (index: number) => Register
  private readonly failures: string
  private readonly block: string
  private readonly computed = new Map<string, { register: Register; scope: Scope }>()

  constructor(options: {
    code: Code
    environment: Environment
    functions: (name: string) => FunctionDefinition
    column: (index: number) => Register
    /** Name of the `Failures` object in the source. */
    failures: string
    /** Label of the block that a failing row leaves. */
    block: string
  }) {
    this.code = options.code
    this.environment = options.environment
    this.functions = options.functions
    this.column = options.column
    this.failures = options.failures
    this.block = options.block
  }

  expression(expr: TExpr): Register {
    if (expr.k === 'col') return this.column(expr.index)
    if (expr.k === 'lit') return this.literal(expr)
    return this.once(expr, () => {
      const definition = this.functions(expr.fn)
      return definition.generate?.(this, expr) ?? this.call(definition, expr)
    })
  }

  /** A call that has been computed already where it is known here is not computed again. */
  private once(expr: TCall, compute: () => Register): Register {
    const key = isSteadyWith(this.functions, expr) ? JSON.stringify(expr) : undefined
    const known = key === undefined ? undefined : this.computed.get(key)
    if (known && this.code.sees(known.scope)) return known.register
    const { scope } = this.code
    const register = compute()
    if (key !== undefined) this.computed.set(key, { register, scope })
    return register
  }

  /** Statements that run only under a condition; what they declare is not visible outside. */
  when(condition: string, body: () => void): void {
    this.code.block(`if (${condition})`, body)
  }

  private literal(expr: Extract<TExpr, { k: 'lit' }>): Register {
    const value = literalValue(expr)
    const kind = registerKind(expr.type)
    if (value === null) return this.nothing(expr.type)
    if (kind === 'num') return { r: 'num', nul: null, v: numberSource(value as number) }
    if (kind === 'big')
      return typeof value === 'number'
        ? { r: 'num', nul: null, v: numberSource(value) }
        : { r: 'big', nul: null, v: `${value}n` }
    if (kind === 'bool') return { r: 'bool', nul: null, v: String(value) }
    return { r: kind, nul: null, v: this.code.constant(value) } as Register
  }

  /** NULL of a type. */
  nothing(type: FieldType): Register {
    const kind = registerKind(type)
    return { r: kind, nul: 'true', v: PLACEHOLDER[kind] } as Register
  }

  /** Ends the row with a message that is source of a text. */
  fail(message: string): void {
    this.code.line(`${this.failures}.message = ${message}`)
    this.code.line(`break ${this.block}`)
  }

  /** The name of a function that may throw `DataError`, as a function that returns `FAILED` instead. */
  guard(f: (...args: Value[]) => Value): string {
    return this.code.constant(guarded(f))
  }

  /** Calls the bound function of a definition with values. */
  private call(definition: FunctionDefinition, call: TCall): Register {
    const args = call.args.map((arg) => this.asValue(this.expression(arg), arg.type))
    const bound = definition.bind!({ args: call.args, type: call.type, environment: this.environment })
    const fails = typeof definition.fails === 'function' ? definition.fails(call) : definition.fails
    const f = fails ? this.guard(bound) : this.code.constant(bound)
    const nul = definition.strict ? anyNull(args) : null
    const list = definition.strict
      ? args.map(({ v }) => v)
      : args.map(({ v, nul }) => (nul === null ? v : `(${nul} ? null : ${v})`))
    const source = `${f}(${list.join(', ')})`
    return this.guardedResult(source, nul, call, fails === true)
  }

  /**
   * The value of `source`, which is computed only when the arguments are not NULL and may itself be NULL or fail.
   *
   * NULL may come even where the type says NOT NULL, as in Flink: LPAD with an empty pad, a decimal that does not fit.
   */
  guardedResult(source: string, nul: string | null, call: Typed, fails: boolean): Register {
    const kind = registerKind(call.type)
    const value = this.code.variable(PLACEHOLDER[kind])
    const isNull = this.code.variable(nul ?? 'false', 'n')
    const compute = () => {
      const result = this.code.value(source)
      if (fails)
        this.when(`${result} === ${this.code.constant(FAILED)}`, () =>
          this.fail(`${this.code.constant(lastFailure)}.message`),
        )
      this.code.line(`if (${result} === null) ${isNull} = true; else ${value} = ${result}`)
    }
    if (nul === null) this.code.block('', compute)
    else this.when(`!(${nul})`, compute)
    return { r: kind, nul: isNull, v: value } as Register
  }

  /** A register as a single JavaScript value in the form of `value.ts`. */
  asValue(register: Register, type: FieldType): { v: string; nul: string | null } {
    if (register.r !== 'slice') return register
    if (registerKind(type) === 'text') return this.asText(register)
    const { bytes, start, end, nul } = register
    const decode = isBinary(type) ? '' : this.code.constant((cell: Uint8Array) => decodeCell(cell, type))
    const cell = `${bytes}.slice(${start}, ${end})`
    const value = isBinary(type) ? cell : `${decode}(${cell})`
    return { nul, v: this.code.value(nul === null ? value : `${nul} ? null : ${value}`) }
  }

  /** A text register as a JavaScript string. */
  asText(register: Register): { v: string; nul: string | null } {
    if (register.r !== 'slice') return register as Extract<Register, { r: 'text' }>
    const { bytes, start, end, nul } = register
    const text = `${this.code.constant(textOfSlice)}(${bytes}, ${start}, ${end})`
    return { nul, v: this.code.value(nul === null ? text : `${nul} ? '' : ${text}`) }
  }

  /** A text register as a slice of UTF-8. */
  asSlice(register: Register): Extract<Register, { r: 'slice' }> {
    if (register.r === 'slice') return register
    const { v, nul } = register as Extract<Register, { r: 'text' }>
    const bytes = this.code.value(`${this.code.constant(encodeUtf8)}(${v})`)
    return { r: 'slice', nul, bytes, start: '0', end: `${bytes}.length` }
  }
}

function numberSource(value: number): string {
  if (Object.is(value, -0)) return '(-0)'
  return value < 0 ? `(${value})` : String(value)
}

/** Short ASCII text is put together here, which is faster than the platform's decoder. */
export function textOfSlice(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > 24) return decodeUtf8(bytes.subarray(start, end))
  let text = ''
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    if (byte >= 0x80) return decodeUtf8(bytes.subarray(start, end))
    text += String.fromCharCode(byte)
  }
  return text
}

const lastFailure = { message: '' }

/** A function that returns `FAILED` in place of throwing a `DataError`. */
function guarded(f: (...args: Value[]) => Value): (...args: Value[]) => Value | typeof FAILED {
  return (...args) => {
    try {
      return f(...args)
    } catch (problem) {
      if (!(problem instanceof DataError)) throw problem
      lastFailure.message = problem.message
      return FAILED
    }
  }
}
