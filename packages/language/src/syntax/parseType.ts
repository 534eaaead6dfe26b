import { type Diagnostic, didYouMean } from '../diagnostic.ts'
import {
  BYTES,
  type Field,
  type FieldType,
  INTERVAL_MONTH,
  INTERVAL_SECOND,
  MAX_PRECISION,
  STRING,
  type Typed,
  UNBOUNDED,
} from '../types.ts'
import { Cursor, SyntaxProblem } from './cursor.ts'
import { tokenize } from './lexer.ts'

const SIMPLE = new Set(['BOOLEAN', 'TINYINT', 'SMALLINT', 'INT', 'BIGINT', 'FLOAT', 'DOUBLE', 'DATE', 'JSON'])
const SYNONYMS: Record<string, string> = { INTEGER: 'INT', NUMERIC: 'DECIMAL', DEC: 'DECIMAL', REAL: 'FLOAT' }
const NAMES = [
  ...SIMPLE,
  'DECIMAL',
  'CHAR',
  'VARCHAR',
  'STRING',
  'BINARY',
  'VARBINARY',
  'BYTES',
  'TIME',
  'TIMESTAMP',
  'TIMESTAMP_LTZ',
  'INTERVAL',
  'ARRAY',
  'MAP',
  'ROW',
]

/** Reads the SQL text of a type; nullable unless NOT NULL follows. Problems name the place in the text. */
export function parseType(text: string): { typed?: Typed; problems: Diagnostic[] } {
  const problems: Diagnostic[] = []
  const cursor = new Cursor(tokenize(text, problems))
  if (problems.length > 0) return { problems }
  try {
    const typed = readTyped(cursor)
    if (cursor.token.kind !== 'end') cursor.fail('Expected the end of the type')
    return { typed, problems }
  } catch (problem) {
    if (!(problem instanceof SyntaxProblem)) throw problem
    return { problems: [{ ...problem.diagnostic, code: 'type-not-readable' }] }
  }
}

/** A type of our own source code or of recorded data, known to be readable. */
export function typeOf(text: string): Typed {
  const { typed, problems } = parseType(text)
  if (!typed) throw new Error(`${problems[0]?.message} In the type ${JSON.stringify(text)}.`)
  return typed
}

/** A type and whether it may be NULL, at the cursor. */
export function readTyped(cursor: Cursor): Typed {
  let typed: Typed = { type: readType(cursor), nullable: readNullable(cursor) }
  while (cursor.takeWord('ARRAY')) typed = { type: { t: 'ARRAY', of: typed }, nullable: readNullable(cursor) }
  return typed
}

function readNullable(cursor: Cursor): boolean {
  if (cursor.isWord('NOT') && cursor.peek().upper === 'NULL') {
    cursor.next()
    cursor.next()
    return false
  }
  // `RETURNING INT NULL ON ERROR` says nothing about the type.
  if (cursor.peek().upper !== 'ON') cursor.takeWord('NULL')
  return true
}

function readType(cursor: Cursor): FieldType {
  const { span, kind } = cursor.token
  if (kind !== 'name') cursor.fail('Expected a type', 'Examples: INT, DECIMAL(10, 2), STRING, TIMESTAMP(3)')
  const written = cursor.next().upper
  const name = SYNONYMS[written] ?? written
  if (SIMPLE.has(name)) {
    if (name === 'DOUBLE') cursor.takeWord('PRECISION')
    return { t: name } as FieldType
  }
  switch (name) {
    case 'STRING':
      return STRING
    case 'BYTES':
      return BYTES
    case 'CHAR':
    case 'BINARY':
      return { t: name, length: readLength(cursor, 1) }
    case 'VARCHAR':
    case 'VARBINARY':
      return { t: name, length: readLength(cursor, 1) }
    case 'DECIMAL':
      return readDecimal(cursor)
    case 'TIME':
      return readTime(cursor)
    case 'TIMESTAMP':
      return readTimestamp(cursor)
    case 'TIMESTAMP_LTZ':
      return { t: 'TIMESTAMP_LTZ', precision: readPrecision(cursor, 6, 9) }
    case 'INTERVAL':
      return readInterval(cursor)
    case 'ARRAY':
    case 'MAP':
    case 'ROW':
      return readNested(cursor, name)
    default: {
      const near = didYouMean(written, NAMES)
      const hint = near
        ? `Did you mean ${near}?`
        : 'Known types: INT, BIGINT, DOUBLE, DECIMAL(p, s), STRING, BOOLEAN, DATE, TIMESTAMP(3) …'
      const fixes = near ? [{ title: `Replace by ${near}`, span, text: near }] : []
      throw new SyntaxProblem(`${written} is not a type.`, span, { hint, fixes })
    }
  }
}

function readBounded(cursor: Cursor, what: string, least: number, most: number): number {
  const { span } = cursor.token
  const value = cursor.expectInteger(`a ${what}`)
  if (value < least || value > most) throw new SyntaxProblem(`The ${what} must be between ${least} and ${most}.`, span)
  return value
}

function readLength(cursor: Cursor, byDefault: number): number {
  if (!cursor.takeSymbol('(')) return byDefault
  const length = readBounded(cursor, 'length', 1, UNBOUNDED)
  cursor.expectSymbol(')')
  return length
}

function readPrecision(cursor: Cursor, byDefault: number, most: number): number {
  if (!cursor.takeSymbol('(')) return byDefault
  const precision = readBounded(cursor, 'precision', 0, most)
  cursor.expectSymbol(')')
  return precision
}

function readDecimal(cursor: Cursor): FieldType {
  if (!cursor.takeSymbol('(')) return { t: 'DECIMAL', precision: 10, scale: 0 }
  const precision = readBounded(cursor, 'precision', 1, MAX_PRECISION)
  const scale = cursor.takeSymbol(',') ? readBounded(cursor, 'scale', 0, precision) : 0
  cursor.expectSymbol(')')
  return { t: 'DECIMAL', precision, scale }
}

function readTime(cursor: Cursor): FieldType {
  const precision = readPrecision(cursor, 0, 9)
  readZoneSuffix(cursor)
  return { t: 'TIME', precision }
}

function readTimestamp(cursor: Cursor): FieldType {
  const precision = readPrecision(cursor, 6, 9)
  return { t: readZoneSuffix(cursor) ? 'TIMESTAMP_LTZ' : 'TIMESTAMP', precision }
}

/** True for WITH LOCAL TIME ZONE. */
function readZoneSuffix(cursor: Cursor): boolean {
  if (!cursor.isWord('WITH', 'WITHOUT')) return false
  const local = cursor.next().upper === 'WITH'
  if (local) cursor.expectWord('LOCAL')
  cursor.expectWord('TIME')
  cursor.expectWord('ZONE')
  return local
}

function readInterval(cursor: Cursor): FieldType {
  const unit = cursor.expectWord('YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND')
  readPrecision(cursor, 2, 9)
  if (cursor.takeWord('TO')) {
    cursor.expectWord('MONTH', 'HOUR', 'MINUTE', 'SECOND')
    readPrecision(cursor, 3, 9)
  }
  return unit === 'YEAR' || unit === 'MONTH' ? INTERVAL_MONTH : INTERVAL_SECOND
}

function readNested(cursor: Cursor, name: 'ARRAY' | 'MAP' | 'ROW'): FieldType {
  const round = name === 'ROW' && cursor.takeSymbol('(')
  if (!round) cursor.expectSymbol('<')
  const type = cursor.nested(() => readInside(cursor, name))
  if (round) cursor.expectSymbol(')')
  else cursor.expectSymbol('>')
  return type
}

function readInside(cursor: Cursor, name: 'ARRAY' | 'MAP' | 'ROW'): FieldType {
  if (name === 'ARRAY') return { t: 'ARRAY', of: readTyped(cursor) }
  if (name === 'MAP') {
    const key = readTyped(cursor)
    cursor.expectSymbol(',')
    return { t: 'MAP', key, value: readTyped(cursor) }
  }
  const fields: Field[] = []
  do fields.push({ name: cursor.expectName('the name of a field'), ...readTyped(cursor) })
  while (cursor.takeSymbol(','))
  return { t: 'ROW', fields }
}
