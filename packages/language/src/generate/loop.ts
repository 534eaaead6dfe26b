import type { Column, ColumnBuffer, ColumnKind } from '../column.ts'
import { columnKind, encodeCell } from '../column.ts'
import { knownDefinition } from '../functions/catalogue.ts'
import type { Environment } from '../functions/definition.ts'
import { write64, write128 } from '../numbers/integer.ts'
import { columnsOf, type TExpr } from '../syntax/expr.ts'
import type { FieldType, RowType, Typed } from '../types.ts'
import type { Value } from '../value.ts'
import { cellOf, columnOpening } from './cell.ts'
import { Code } from './code.ts'
import { compile } from './compile.ts'
import { type Failures, Generator } from './generator.ts'
import type { Register } from './register.ts'

/**
 * A tree of filters and projections over one batch, to become one loop.
 *
 * A step keeps the rows for which `where` is true and computes `fields` from the fields of its parent. A field that is a plain
 * column is not computed at all: the column itself goes on.
 */
export interface Step {
  where?: TExpr
  fields: readonly TExpr[]
  children: readonly Step[]
  /** Whether the fields of this step leave the loop. */
  end: boolean
}

/** Which columns of a batch have nulls, and whether rows are selected: a loop is made for each such shape. */
export interface Shape {
  nulls: readonly boolean[]
  selected: boolean
}

/** Where a field of a step lies after the loop. */
export type Place = { input: number } | { buffer: number }

export interface CompiledLoop {
  run(columns: readonly Column[], rows: number, selection: Int32Array | null, out: LoopOutput): void
  /** For each step, in depth-first order. */
  steps: readonly StepLayout[]
  /** Kinds of the buffers that computed fields are written to. */
  buffers: readonly ColumnKind[]
  source: string
}

export interface StepLayout {
  places: readonly Place[]
  /** The step whose selection this one has: itself when it drops rows, else the nearest ancestor that does, or −1 for the input's. */
  selection: number
}

/** What a loop writes. Clear every buffer and reserve `rows` in it and in every array before. */
export interface LoopOutput {
  buffers: readonly ColumnBuffer[]
  /** Rows kept by each step that drops rows. */
  selections: readonly Int32Array[]
  /** How many rows passed each step. */
  counts: Int32Array
  failures: FailedRows
}

/** Rows that failed, with the step and the reason. */
export interface FailedRows extends Failures {
  n: number
  rows: Int32Array
  steps: Int32Array
  messages: string[]
}

/** Compiles a tree of steps for one shape of batch. */
export function compileLoop(input: RowType, root: Step, shape: Shape, environment: Environment): CompiledLoop {
  return new LoopCompiler(input, shape, environment).compile(root)
}

/** A field of a step while the loop is written: computed once, in the block where it is first needed. */
interface Source {
  typed: Typed
  input?: number
  register?: Register
  /** Buffer it is written to, once an end wants it. */
  buffer?: number
}

class LoopCompiler {
  private readonly code = new Code()
  private readonly layouts: StepLayout[] = []
  private readonly buffers: ColumnKind[] = []
  /** Input columns that the loop reads. */
  private readonly loaded = new Set<number>()
  private readonly failing: boolean[] = []
  private readonly input: RowType
  private readonly shape: Shape
  private readonly environment: Environment

  constructor(input: RowType, shape: Shape, environment: Environment) {
    this.input = input
    this.shape = shape
    this.environment = environment
  }

  compile(root: Step): CompiledLoop {
    const { code } = this
    const sources: Source[] = this.input.map((typed, input) => ({ typed, input }))
    const row = this.shape.selected ? 'selection[j]' : 'j'
    code.block('for (let j = 0; j < rows; j++)', () => {
      code.line(`const i = ${row}`)
      this.step(root, sources, -1, new Map())
    })
    const body = [code.prelude, ...this.openings(), code.text, ...this.closings()].join('\n')
    const run = compile<CompiledLoop['run']>(['columns', 'rows', 'selection', 'out'], body, code.constants)
    return { run, steps: this.layouts, buffers: this.buffers, source: body }
  }

  /** Columns, buffers and counters as locals, so that the loop touches no object. */
  private openings(): string[] {
    const lines: string[] = []
    for (const index of this.loaded)
      lines.push(...columnOpening(index, this.input[index]!.type, this.shape.nulls[index]!))
    for (const [index, kind] of this.buffers.entries()) {
      lines.push(
        `const O${index} = out.buffers[${index}]`,
        `const ON${index} = O${index}.nulls`,
        `let any${index} = false`,
      )
      if (kind !== 'bytes') lines.push(`const OD${index} = O${index}.data`)
    }
    for (const [index, { selection }] of this.layouts.entries())
      if (selection === index) lines.push(`let C${index} = 0`, `const sel${index} = out.selections[${index}]`)
    if (this.failing.some(Boolean)) lines.push('const failures = out.failures')
    return lines
  }

  private closings(): string[] {
    // A step that drops no row has as many as the one before it that does.
    return this.layouts
      .map(({ selection }, index) => `out.counts[${index}] = ${selection < 0 ? 'rows' : `C${selection}`}`)
      .concat(this.buffers.map((_, index) => `if (any${index}) O${index}.anyNull = true`))
  }

  private step(step: Step, parent: Source[], selection: number, known: Map<Source, Register>): void {
    const index = this.layouts.length
    this.layouts.push({ places: [], selection: -1 })
    const fails = [step.where, ...step.fields].some((expr) => expr !== undefined && canFail(expr))
    this.failing.push(fails)
    const drops = step.where !== undefined || fails
    const own = drops ? index : selection
    const body = () => this.stepBody(step, index, parent, own, drops, new Map(known))
    if (!fails) return this.code.block('', body)
    // The block is left by `break` when the row fails; the flag tells it from leaving at the end.
    const failed = this.code.variable('true', 'failed')
    this.code.block(`row${index}:`, () => {
      body()
      this.code.line(`${failed} = false`)
    })
    this.code.block(`if (${failed})`, () => {
      this.code.line('failures.rows[failures.n] = i')
      this.code.line(`failures.steps[failures.n] = ${index}`)
      this.code.line('failures.messages[failures.n++] = failures.message')
    })
  }

  private stepBody(
    step: Step,
    index: number,
    parent: Source[],
    selection: number,
    drops: boolean,
    known: Map<Source, Register>,
  ): void {
    const { code } = this
    const generator = this.generator(index, parent, known)
    const rest = () => {
      const fields = step.fields.map((expr): Source => this.field(expr, parent, generator, known))
      if (drops) code.line(`sel${index}[C${index}++] = i`)
      this.layouts[index] = {
        places: step.end ? fields.map((field) => this.place(field, known, generator)) : [],
        selection,
      }
      for (const child of step.children) this.step(child, fields, selection, known)
    }
    if (step.where === undefined) return rest()
    this.load(step.where, parent, known)
    const condition = generator.expression(step.where) as Extract<Register, { r: 'bool' }>
    code.block(`if (${condition.v})`, rest)
  }

  private generator(index: number, parent: Source[], known: Map<Source, Register>): Generator {
    return new Generator({
      code: this.code,
      environment: this.environment,
      functions: knownDefinition,
      column: (index) => this.register(parent[index]!, known),
      failures: 'failures',
      block: `row${index}`,
    })
  }

  /** Loads what an expression reads in this block, and not in a branch inside it. */
  private load(expr: TExpr, parent: Source[], known: Map<Source, Register>): void {
    for (const index of columnsOf(expr)) this.register(parent[index]!, known)
  }

  private register(source: Source, known: Map<Source, Register>): Register {
    const register = known.get(source)
    if (register) return register
    const loaded = this.cell(source.input!, source.typed.type)
    known.set(source, loaded)
    return loaded
  }

  private field(expr: TExpr, parent: Source[], generator: Generator, known: Map<Source, Register>): Source {
    if (expr.k === 'col') return parent[expr.index]!
    this.load(expr, parent, known)
    const source: Source = { typed: expr }
    known.set(source, generator.expression(expr))
    return source
  }

  /** Where a field leaves the loop; a computed one is written to a buffer, once. */
  private place(source: Source, known: Map<Source, Register>, generator: Generator): Place {
    if (source.input !== undefined) return { input: source.input }
    if (source.buffer === undefined) {
      source.buffer = this.buffers.length
      this.buffers.push(columnKind(source.typed.type))
      this.write(source.buffer, known.get(source)!, source.typed.type, generator)
    }
    return { buffer: source.buffer }
  }

  /** The value of an input column in this row. */
  private cell(index: number, type: FieldType): Register {
    this.loaded.add(index)
    return cellOf(this.code, index, type, this.shape.nulls[index]!)
  }

  private write(buffer: number, register: Register, type: FieldType, generator: Generator): void {
    const { code } = this
    const value = () => this.writeValue(buffer, register, type, generator)
    // A cleared buffer has no nulls yet.
    if (register.nul === null) return value()
    code.block(`if (${register.nul})`, () => {
      code.line(`ON${buffer}[i] = 1`)
      code.line(`any${buffer} = true`)
      if (columnKind(type) === 'bytes') code.line(`O${buffer}.start[i] = O${buffer}.end[i] = 0`)
    })
    code.block('else', value)
  }

  private writeValue(buffer: number, register: Register, type: FieldType, generator: Generator): void {
    const { code } = this
    const { v } = register as Extract<Register, { r: 'num' }>
    switch (columnKind(type)) {
      case 'bool':
        return code.line(`OD${buffer}[i] = ${v} ? 1 : 0`)
      case 'i32':
      case 'f64':
        return code.line(`OD${buffer}[i] = ${v}`)
      case 'i64':
        code.block(`if (${register.r === 'big' ? `typeof ${v} === 'number' && ` : ''}${v} === (${v} | 0))`, () => {
          code.line(`OD${buffer}[i << 1] = ${v}`)
          code.line(`OD${buffer}[(i << 1) + 1] = ${v} >> 31`)
        })
        return code.line(`else ${code.constant(write64)}(OD${buffer}, i, ${v})`)
      case 'i128':
        code.block(`if (${register.r === 'big' ? `typeof ${v} === 'number' && ` : ''}${v} === (${v} | 0))`, () => {
          code.line(`OD${buffer}[i << 2] = ${v}`)
          code.line(`OD${buffer}[(i << 2) + 1] = OD${buffer}[(i << 2) + 2] = OD${buffer}[(i << 2) + 3] = ${v} >> 31`)
        })
        return code.line(`else ${code.constant(write128)}(OD${buffer}, i, ${v})`)
      case 'bytes':
        return this.writeBytes(buffer, register, type, generator)
    }
  }

  private writeBytes(buffer: number, register: Register, type: FieldType, generator: Generator): void {
    const { code } = this
    if (register.r === 'slice')
      return code.line(`O${buffer}.putBytes(i, ${register.bytes}, ${register.start}, ${register.end})`)
    if (register.r === 'text') return code.line(`O${buffer}.putText(i, ${register.v})`)
    const encode = code.constant((value: Value) => encodeCell(value, type))
    const cell = code.value(`${encode}(${generator.asValue(register, type).v})`)
    code.line(`O${buffer}.putBytes(i, ${cell}, 0, ${cell}.length)`)
  }
}

/** Whether a row can fail in an expression. */
export function canFail(expr: TExpr): boolean {
  if (expr.k !== 'call') return false
  const { fails } = knownDefinition(expr.fn)
  return (typeof fails === 'function' ? fails(expr) : fails === true) || expr.args.some(canFail)
}
