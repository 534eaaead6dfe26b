/** Code for functions of text that works on bytes. Only texts that lie as bytes anyway are worked on this way. */
import type { Generator } from '../../generate/generator.ts'
import { anyNull, type Register } from '../../generate/register.ts'
import {
  changeCase,
  countCharacters,
  countSlices,
  hasPieces,
  partOfSlice,
  replaceSlices,
  Scratch,
  skipCharacters,
} from '../../generate/slices.ts'
import type { TCall, TExpr } from '../../syntax/expr.ts'
import { encodeUtf8 } from '../../value.ts'
import { constantText } from '../params.ts'

type Slice = Extract<Register, { r: 'slice' }>
const isTextType = ({ type }: TExpr) => type.t === 'CHAR' || type.t === 'VARCHAR'
const constantNumber = (expr: TExpr | undefined) =>
  expr?.k === 'lit' && typeof expr.value === 'number' ? expr.value : undefined
const atLeast = (least: number, expr: TExpr | undefined) => (constantNumber(expr) ?? -1) >= least
const notEmpty = (expr: TExpr | undefined) => (constantText(expr) ?? '') !== ''

/** Calls that give a slice of bytes when their first argument is one. */
const SLICED: Readonly<Record<string, (args: readonly TExpr[]) => boolean>> = {
  LOWER: () => true,
  UPPER: () => true,
  REPLACE: ([, searched, by]) => notEmpty(searched) && constantText(by) !== undefined,
  SPLIT_INDEX: ([, separator, index]) => notEmpty(separator) && atLeast(0, index),
  SUBSTRING: ([, start, length]) => atLeast(0, start) && (length === undefined || atLeast(0, length)),
  CONCAT: (args) => args.slice(1).every(isSliceOrConstant),
  '||': (args) => args.slice(1).every(isSliceOrConstant),
}

/** Whether a text is computed as a slice of bytes. */
function isSlice(expr: TExpr): boolean {
  if (!isTextType(expr)) return false
  if (expr.k === 'col') return true
  if (expr.k !== 'call') return false
  const sliced = SLICED[expr.fn]?.(expr.args) ?? false
  return (
    sliced &&
    (isConcatenation(expr) ? expr.args.some(isSlice) && isSliceOrConstant(expr.args[0]!) : isSlice(expr.args[0]!))
  )
}
const isConcatenation = ({ fn }: TCall) => fn === 'CONCAT' || fn === '||'
const isSliceOrConstant = (expr: TExpr) => constantText(expr) !== undefined || isSlice(expr)

/** An argument as a slice; a constant text becomes bytes once. */
function sliceOf(generator: Generator, expr: TExpr): Slice {
  const text = constantText(expr)
  if (text === undefined) return generator.expression(expr) as Slice
  const bytes = encodeUtf8(text)
  return { r: 'slice', nul: null, bytes: generator.code.constant(bytes), start: '0', end: String(bytes.length) }
}

const constantBytes = (generator: Generator, expr: TExpr | undefined) =>
  generator.code.constant(encodeUtf8(constantText(expr)!))

export function generateCharLength(generator: Generator, call: TCall): Register | undefined {
  const text = call.args[0]!
  if (!isSlice(text)) return undefined
  if (text.k === 'call' && text.fn === 'REPLACE') return lengthOfReplaced(generator, call, text)
  const { nul, bytes, start, end } = sliceOf(generator, text)
  const { code } = generator
  return { r: 'num', nul, v: code.value(`${code.constant(countCharacters)}(${bytes}, ${start}, ${end})`) }
}

/** The length of the text before and what each replacement adds to it; the text itself need not be made. */
function lengthOfReplaced(generator: Generator, length: TCall, replaced: TCall): Register {
  const { code } = generator
  const [text, searched, by] = replaced.args
  const before = generator.expression({ ...length, args: [text!] }) as Extract<Register, { r: 'num' }>
  const { bytes, start, end } = sliceOf(generator, text!)
  const characters = (expr: TExpr | undefined) => [...constantText(expr)!].length
  const times = `${code.constant(countSlices)}(${bytes}, ${start}, ${end}, ${constantBytes(generator, searched)})`
  return { ...before, v: code.value(`${before.v} + ${characters(by) - characters(searched)} * ${times}`) }
}

/** A slice that is the one given unless `changed`, which then has written another to `scratch`. */
function changedSlice({ code }: Generator, given: Slice, changed: string, scratch: string): Slice {
  const is = code.value(changed, 'c')
  return {
    r: 'slice',
    nul: given.nul,
    bytes: code.value(`${is} ? ${scratch}.bytes : ${given.bytes}`),
    start: code.value(`${is} ? 0 : ${given.start}`),
    end: code.value(`${is} ? ${scratch}.used : ${given.end}`),
  }
}

export const generateCase =
  (upper: boolean) =>
  (generator: Generator, call: TCall): Register | undefined => {
    if (!isSlice(call)) return undefined
    const given = sliceOf(generator, call.args[0]!)
    const { code } = generator
    const scratch = code.constant(new Scratch())
    const { bytes, start, end } = given
    const changed = `${code.constant(changeCase)}(${bytes}, ${start}, ${end}, ${upper}, ${scratch})`
    return changedSlice(generator, given, changed, scratch)
  }

export function generateReplace(generator: Generator, call: TCall): Register | undefined {
  if (!isSlice(call)) return undefined
  const { code } = generator
  const given = sliceOf(generator, call.args[0]!)
  const [searched, by] = [constantBytes(generator, call.args[1]), constantBytes(generator, call.args[2])]
  const scratch = code.constant(new Scratch())
  const { bytes, start, end } = given
  const changed = `${code.constant(replaceSlices)}(${bytes}, ${start}, ${end}, ${searched}, ${by}, ${scratch})`
  return changedSlice(generator, given, changed, scratch)
}

export function generateSplitIndex(generator: Generator, call: TCall): Register | undefined {
  if (!isSlice(call)) return undefined
  const { code } = generator
  const { nul, bytes, start, end } = sliceOf(generator, call.args[0]!)
  const [separator, index] = [constantBytes(generator, call.args[1]), constantNumber(call.args[2])]
  const found = code.constant({ end: 0 })
  const from = code.value(`${code.constant(partOfSlice)}(${bytes}, ${start}, ${end}, ${separator}, ${index}, ${found})`)
  const none = code.value(nul === null ? `${from} < 0` : `${nul} || ${from} < 0`, 'n')
  return {
    r: 'slice',
    nul: none,
    bytes,
    start: code.value(`${none} ? 0 : ${from}`),
    end: code.value(`${none} ? 0 : ${found}.end`),
  }
}

export function generateSubstring(generator: Generator, call: TCall): Register | undefined {
  if (!isSlice(call)) return undefined
  const { code } = generator
  const given = sliceOf(generator, call.args[0]!)
  const skip = code.constant(skipCharacters)
  const { bytes, end } = given
  const before = Math.max(0, constantNumber(call.args[1])! - 1)
  const start = code.value(`${skip}(${bytes}, ${given.start}, ${end}, ${before})`)
  const length = constantNumber(call.args[2])
  const until = length === undefined ? end : code.value(`${skip}(${bytes}, ${start}, ${end}, ${length})`)
  return { r: 'slice', nul: given.nul, bytes, start, end: until }
}

export function generateConcat(generator: Generator, call: TCall): Register | undefined {
  if (!isSlice(call)) return undefined
  const { code } = generator
  const parts = call.args.map((arg) => sliceOf(generator, arg))
  const scratch = code.constant(new Scratch())
  code.line(`${scratch}.used = 0`)
  for (const { bytes, start, end } of parts) code.line(`${scratch}.append(${bytes}, ${start}, ${end})`)
  return {
    r: 'slice',
    nul: anyNull(parts),
    bytes: code.value(`${scratch}.bytes`),
    start: '0',
    end: code.value(`${scratch}.used`),
  }
}

/** Code for LIKE with pieces between `%`; the first and the last piece stand at the ends of the text. */
export function generatePieces(
  generator: Generator,
  text: TExpr,
  pieces: readonly string[],
  negated: boolean,
): Register | undefined {
  if (!isSlice(text)) return undefined
  const { code } = generator
  const { nul, bytes, start, end } = sliceOf(generator, text)
  const list = code.constant(pieces.map(encodeUtf8))
  const has = `${negated ? '!' : ''}${code.constant(hasPieces)}(${bytes}, ${start}, ${end}, ${list})`
  return { r: 'bool', nul, v: code.value(nul === null ? has : `!(${nul}) && ${has}`) }
}
