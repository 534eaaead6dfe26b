import { type Column, columnKind, encodeCell } from '../column.ts'
import { knownDefinition } from '../functions/catalogue.ts'
import type { Environment } from '../functions/definition.ts'
import { read128, write64, write128 } from '../numbers/integer.ts'
import type { TExpr } from '../syntax/expr.ts'
import type { FieldType, RowType, Typed } from '../types.ts'
import type { Value } from '../value.ts'
import { cellOf, columnOpening, longOf } from './cell.ts'
import { Code } from './code.ts'
import { compile } from './compile.ts'
import { Generator } from './generator.ts'
import type { Register } from './register.ts'

/** A value that is kept between rows, and its first word behind the base of a state. */
export type KeptField = Typed & { readonly at: number }

/** Words in which states lie. A bit of a state's word `nulls` says which of its values are NULL. */
export interface KeptWords {
  readonly ints: Int32Array
  readonly doubles: Float64Array
}

/** Where texts of states lie: a state has the place of a text in words and its length in bytes. */
export interface KeptTexts {
  readonly bytes: Uint8Array
  /** Puts a text in the place of the one that the words at `at` name. */
  put(words: KeptWords, at: number, bytes: Uint8Array, start: number, end: number): void
}

/** States: their words, the first word of each, and their texts. */
export interface Kept {
  words: KeptWords
  bases: Int32Array
  texts: KeptTexts
}

/**
 * What a state becomes with each row, one after the other: the new values of all fields are computed before any of them is kept.
 *
 * Expressions read the kept fields, and behind them the columns, or the fields of another state if `merges`.
 */
export interface Fold {
  kept: readonly KeptField[]
  /** Word of the null bits. */
  nulls: number
  columns: RowType
  merges: boolean
  steps: readonly TExpr[]
}

export interface CompiledFold {
  /** Works rows off and returns how many: fewer than asked for when one failed, for the reason in `failure`. */
  run(columns: readonly Column[], rows: number, selection: Int32Array | null, into: Kept, other: Kept | null): number
  failure: { message: string }
  source: string
}

/** Compiles a fold for columns that have nulls or not, and for selected rows or all. */
export function compileFold(
  fold: Fold,
  shape: { nulls: readonly boolean[]; selected: boolean },
  environment: Environment,
): CompiledFold {
  return new FoldCompiler(fold, shape, environment).compile()
}

/** Names in the source: words, base and texts of a state. */
interface Names {
  ints: string
  doubles: string
  base: string
  bytes: string
}

const OWN: Names = { ints: 'ints', doubles: 'doubles', base: 'base', bytes: 'into.texts.bytes' }
const OTHER: Names = { ints: 'otherInts', doubles: 'otherDoubles', base: 'otherBase', bytes: 'other.texts.bytes' }

class FoldCompiler {
  private readonly code = new Code()
  private readonly loaded = new Map<number, Register>()
  private readonly columnsUsed = new Set<number>()
  private readonly fold: Fold
  private readonly shape: { nulls: readonly boolean[]; selected: boolean }
  private readonly environment: Environment

  constructor(fold: Fold, shape: { nulls: readonly boolean[]; selected: boolean }, environment: Environment) {
    this.fold = fold
    this.shape = shape
    this.environment = environment
  }

  compile(): CompiledFold {
    const { code } = this
    const failure = { message: '' }
    const failures = code.constant(failure)
    code.block('for (let j = 0; j < rows; j++)', () => {
      code.line(`const i = ${this.shape.selected ? 'selection[j]' : 'j'}`)
      code.line('const base = into.bases[j]')
      if (this.fold.merges) code.line('const otherBase = other.bases[j]')
      code.line('let failed = true')
      code.block('row:', () => {
        this.row(failures)
        code.line('failed = false')
      })
      code.line('if (failed) return j')
    })
    const body = [code.prelude, ...this.openings(), code.text, 'return rows'].join('\n')
    const run = compile<CompiledFold['run']>(['columns', 'rows', 'selection', 'into', 'other'], body, code.constants)
    return { run, failure, source: body }
  }

  private openings(): string[] {
    const lines = ['const { ints, doubles } = into.words']
    if (this.fold.merges) lines.push('const { ints: otherInts, doubles: otherDoubles } = other.words')
    for (const index of this.columnsUsed)
      lines.push(...columnOpening(index, this.fold.columns[index]!.type, this.shape.nulls[index]!))
    return lines
  }

  private row(failures: string): void {
    const { kept, steps } = this.fold
    const generator = new Generator({
      code: this.code,
      environment: this.environment,
      functions: knownDefinition,
      column: (index) => this.read(index),
      failures,
      block: 'row',
    })
    // Everything is read before branches begin, so that what is read is visible in all of them.
    for (const step of steps) for (const index of reads(step)) this.read(index)
    const values = steps.map((step, f) =>
      step.k === 'col' && step.index === f ? undefined : this.settled(generator.expression(step), step.type, generator),
    )
    for (const [f, value] of values.entries()) if (value) this.keep(kept[f]!, f, value)
  }

  /** The value of an operand: of the state, of the other state, or of a column. */
  private read(index: number): Register {
    const known = this.loaded.get(index)
    if (known) return known
    const { kept, merges } = this.fold
    const width = kept.length
    const register =
      index < width
        ? this.keptValue(index, OWN)
        : merges
          ? this.keptValue(index - width, OTHER)
          : this.columnValue(index - width)
    this.loaded.set(index, register)
    return register
  }

  private columnValue(index: number): Register {
    this.columnsUsed.add(index)
    return cellOf(this.code, index, this.fold.columns[index]!.type, this.shape.nulls[index]!)
  }

  private keptValue(f: number, { ints, doubles, base, bytes }: Names): Register {
    const { code } = this
    const { type, nullable, at } = this.fold.kept[f]!
    const nul = nullable ? code.value(`(${ints}[${base} + ${this.fold.nulls}] >> ${f} & 1) === 1`, 'n') : null
    const word = (offset: number) => `${ints}[${base} + ${at + offset}]`
    switch (columnKind(type)) {
      case 'bool':
        return { r: 'bool', nul, v: code.value(nul === null ? `${word(0)} === 1` : `!${nul} && ${word(0)} === 1`) }
      case 'i32':
        return { r: 'num', nul, v: code.value(word(0)) }
      case 'f64':
        return { r: 'num', nul, v: code.value(`${doubles}[(${base} + ${at}) >> 1]`) }
      case 'i64':
        return longOf(code, [word(0), word(1)], type, nul)
      case 'i128':
        return { r: 'big', nul, v: code.value(`${code.constant(readWords128)}(${ints}, ${base} + ${at})`) }
      case 'bytes': {
        const start = code.value(`${word(0)} << 2`)
        return { r: 'slice', nul, bytes: code.value(bytes), start, end: code.value(`${start} + ${word(1)}`) }
      }
    }
  }

  /** A value that keeping other values does not change: text as bytes of its own. */
  private settled(register: Register, type: FieldType, generator: Generator): Register {
    if (columnKind(type) !== 'bytes') return register
    const { code } = this
    const { nul } = register
    const bytes =
      register.r === 'slice'
        ? `${register.bytes}.slice(${register.start}, ${register.end})`
        : `${code.constant((value: Value) => encodeCell(value, type))}(${generator.asValue(register, type).v})`
    const copy = code.value(nul === null ? bytes : `${nul} ? null : ${bytes}`)
    return { r: 'any', nul, v: copy }
  }

  private keep({ type, at }: KeptField, f: number, register: Register): void {
    const { code } = this
    const nulls = `ints[base + ${this.fold.nulls}]`
    const store = () => {
      code.line(`${nulls} &= ~${2 ** f}`)
      this.keepValue(type, at, (register as Extract<Register, { r: 'num' }>).v)
    }
    if (register.nul === null) return store()
    code.line(`if (${register.nul}) ${nulls} |= ${2 ** f}`)
    code.block('else', store)
  }

  private keepValue(type: FieldType, at: number, v: string): void {
    const { code } = this
    const word = `ints[base + ${at}]`
    switch (columnKind(type)) {
      case 'bool':
        return code.line(`${word} = ${v} ? 1 : 0`)
      case 'i32':
        return code.line(`${word} = ${v}`)
      case 'f64':
        return code.line(`doubles[(base + ${at}) >> 1] = ${v}`)
      case 'i64':
        return code.line(`${code.constant(write64)}(ints, (base + ${at}) >> 1, ${v})`)
      case 'i128':
        return code.line(`${code.constant(writeWords128)}(ints, base + ${at}, ${v})`)
      case 'bytes':
        return code.line(`into.texts.put(into.words, base + ${at}, ${v}, 0, ${v}.length)`)
    }
  }
}

function reads(expr: TExpr): number[] {
  if (expr.k === 'col') return [expr.index]
  return expr.k === 'call' ? expr.args.flatMap(reads) : []
}

const four = new Int32Array(4)

function readWords128(ints: Int32Array, at: number) {
  for (let w = 0; w < 4; w++) four[w] = ints[at + w]!
  return read128(four, 0)
}

function writeWords128(ints: Int32Array, at: number, value: number | bigint): void {
  write128(four, 0, value)
  for (let w = 0; w < 4; w++) ints[at + w] = four[w]!
}
