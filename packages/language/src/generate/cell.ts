/** Cells of the columns of a batch: how generated code names the parts of a column, and how it reads row `i` of it. */
import { columnKind } from '../column.ts'
import { read128, wide64 } from '../numbers/integer.ts'
import type { FieldType } from '../types.ts'
import type { Code } from './code.ts'
import { type Register, registerKind } from './register.ts'

/** The parts of a column as locals, so that the loop touches no object. */
export function columnOpening(index: number, type: FieldType, nullable: boolean): string[] {
  const parts =
    columnKind(type) === 'bytes'
      ? `const { bytes: B${index}, start: S${index}, end: E${index} } = columns[${index}]`
      : `const D${index} = columns[${index}].data`
  return nullable ? [parts, `const N${index} = columns[${index}].nulls`] : [parts]
}

/** The value of a column in row `i`. */
export function cellOf(code: Code, index: number, type: FieldType, nullable: boolean): Register {
  const nul = nullable ? code.value(`N${index}[i] === 1`, 'n') : null
  switch (columnKind(type)) {
    case 'bool':
      return { r: 'bool', nul, v: code.value(nul === null ? `D${index}[i] === 1` : `!${nul} && D${index}[i] === 1`) }
    case 'i32':
    case 'f64':
      return { r: 'num', nul, v: code.value(`D${index}[i]`) }
    case 'i64':
      return longOf(code, [`D${index}[i << 1]`, `D${index}[(i << 1) + 1]`], type, nul)
    case 'i128':
      return { r: 'big', nul, v: code.value(`${code.constant(read128)}(D${index}, i)`) }
    case 'bytes':
      return { r: 'slice', nul, bytes: `B${index}`, start: code.value(`S${index}[i]`), end: code.value(`E${index}[i]`) }
  }
}

/** A whole number of 64 bits from its two words. */
export function longOf(
  code: Code,
  [lowWord, highWord]: readonly [low: string, high: string],
  type: FieldType,
  nul: string | null,
): Register {
  const [low, high] = [code.value(lowWord), code.value(highWord)]
  const value = code.value(`${high} === ${low} >> 31 ? ${low} : ${code.constant(wide64)}(${low}, ${high})`)
  return { r: registerKind(type) as 'num' | 'big', nul, v: value }
}
