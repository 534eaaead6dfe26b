/** Parameters and results that functions of text share. */
import type { TExpr } from '../../syntax/expr.ts'
import { char, type FieldType, isBinary, STRING, UNBOUNDED, varchar } from '../../types.ts'
import { param, TEXT } from '../params.ts'

export const text = param('text', TEXT)

/** Same text type as the first argument, of variable length. */
export const varying = ([arg]: readonly TExpr[]): FieldType =>
  'length' in arg!.type ? { t: isBinary(arg!.type) ? 'VARBINARY' : 'VARCHAR', length: arg!.type.length } : STRING

/** The type of texts, or of bytes, joined: as long as all of them together. */
export const joined = (types: readonly FieldType[]): FieldType => {
  const lengths = types.map((type) => ('length' in type ? type.length : UNBOUNDED))
  const sum = lengths.reduce((a, b) => a + b, 0)
  const length = Math.min(sum, UNBOUNDED)
  if (types.some(isBinary)) return { t: 'VARBINARY', length }
  return types.every((type) => type.t === 'CHAR') ? char(length) : varchar(length)
}
