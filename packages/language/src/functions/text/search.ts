/** One text in another: where, and whether at an end. Positions begin at 1. */
import { BOOLEAN, BYTES, INT, isBinary } from '../../types.ts'
import { DataError, defineFunction, type FunctionDefinition, resolveArguments } from '../definition.ts'
import { BINARY_VALUE, orWhenNull, param, TEXT, WHOLE } from '../params.ts'
import { isPlain, lengthOf, reversed } from './characters.ts'
import { text } from './signatures.ts'

/** Position of a text in another from a position on, from 1; 0 when it is not there. An empty text is always at 1. */
function position(searched: string, value: string, from = 1): number {
  if (searched === '') return 1
  if (isPlain(value)) return value.indexOf(searched, from - 1) + 1
  const offset = [...value].slice(0, Math.max(0, from - 1)).join('').length
  const at = value.indexOf(searched, offset)
  return at < 0 ? 0 : lengthOf(value.slice(0, at)) + 1
}

/** The nth occurrence from a position on; a negative position counts from the end and searches backwards. */
function occurrence(value: string, searched: string, start = 1, nth = 1): number {
  if (nth <= 0) throw new DataError(`INSTR counts occurrences from 1, found ${nth}.`)
  if (start === 0) return 0
  if (start < 0) {
    const mirrored = occurrence(reversed(value), reversed(searched), -start, nth)
    return mirrored === 0 ? 0 : lengthOf(value) + 2 - mirrored - lengthOf(searched)
  }
  if (searched === '') return 1
  const plain = isPlain(value)
  let from = plain ? start - 1 : [...value].slice(0, start - 1).join('').length
  for (let i = 1; ; i++) {
    const at = value.indexOf(searched, from)
    if (at < 0) return 0
    if (i === nth) return plain ? at + 1 : lengthOf(value.slice(0, at)) + 1
    from = at + (value.codePointAt(at)! > 0xffff ? 2 : 1)
  }
}

/** STARTSWITH and ENDSWITH, of two texts or of two values of bytes. */
function edgeTest(
  name: 'STARTSWITH' | 'ENDSWITH',
  edge: string,
  words: Pick<FunctionDefinition, 'summary' | 'zh' | 'examples'>,
): FunctionDefinition {
  const begins = name === 'STARTSWITH'
  return {
    name,
    group: 'text',
    usage: `${name}(text, ${edge})`,
    ...words,
    strict: true,
    resolve(call) {
      const bytes = call.args.some((arg) => arg && isBinary(arg.type))
      const kind = bytes ? { ...BINARY_VALUE, to: orWhenNull(BYTES) } : TEXT
      const args = resolveArguments(call, [param('text', kind), param(edge, kind)], true)
      return args && { args, type: BOOLEAN, nullable: args.some((arg) => arg.nullable) }
    },
    bind({ args }) {
      if (!isBinary(args[0]!.type))
        return (value, part) =>
          begins ? (value as string).startsWith(part as string) : (value as string).endsWith(part as string)
      return (value, part) => {
        const [whole, sought] = [value as Uint8Array, part as Uint8Array]
        const from = begins ? 0 : whole.length - sought.length
        return from >= 0 && sought.length <= whole.length && sought.every((byte, i) => whole[from + i] === byte)
      }
    },
  }
}

export const positionFunctions: readonly FunctionDefinition[] = [
  defineFunction({
    name: 'POSITION',
    group: 'text',
    usage: 'POSITION(searched IN text)',
    summary: 'Where a text first occurs in another, from 1; 0 when it does not.',
    zh: '子串首次出现的位置（从 1 起）；不存在则为 0。',
    examples: [
      ["POSITION('b' IN 'abcb')", 2],
      ["POSITION('x' IN 'abc')", 0],
    ],
    params: [param('searched', TEXT), text, param('from', WHOLE, { optional: true })],
    returns: INT,
    evaluate: (searched, value, from) => position(searched as string, value as string, from as number | undefined),
    sql: ([searched, value]) => `POSITION(${searched} IN ${value})`,
  }),
  defineFunction({
    name: 'LOCATE',
    group: 'text',
    usage: 'LOCATE(searched, text [, from])',
    summary: 'Where a text first occurs in another from a position on, from 1; 0 when it does not.',
    zh: '从指定位置起查找子串的位置（从 1 起）；不存在则为 0。',
    examples: [["LOCATE('b', 'abcb', 3)", 4]],
    params: [param('searched', TEXT), text, param('from', WHOLE, { optional: true })],
    returns: INT,
    evaluate: (searched, value, from) => position(searched as string, value as string, from as number | undefined),
  }),
  defineFunction({
    name: 'INSTR',
    group: 'text',
    usage: 'INSTR(text, searched [, start [, nth]])',
    summary: 'Where a text occurs for the nth time, from 1; 0 when it does not. A negative start searches backwards.',
    zh: '子串第 n 次出现的位置（从 1 起）；不存在则为 0。起始位置为负时从后向前查找。',
    examples: [
      ["INSTR('Corporate', 'or')", 2],
      ["INSTR('Corporate', 'or', 3)", 5],
      ["INSTR('Corporate', 'or', -1, 2)", 2],
    ],
    params: [
      text,
      param('searched', TEXT),
      param('start', WHOLE, { optional: true }),
      param('nth', WHOLE, { optional: true }),
    ],
    returns: INT,
    fails: ({ args }) => args.length > 3,
    evaluate: (value, searched, start, nth) =>
      occurrence(value as string, searched as string, start as number | undefined, nth as number | undefined),
  }),
]

export const edgeFunctions: readonly FunctionDefinition[] = [
  edgeTest('STARTSWITH', 'beginning', {
    summary: 'Whether a text begins with another.',
    zh: '文本是否以指定文本开头。',
    examples: [["STARTSWITH('abc', 'ab')", true]],
  }),
  edgeTest('ENDSWITH', 'end', {
    summary: 'Whether a text ends with another.',
    zh: '文本是否以指定文本结尾。',
    examples: [["ENDSWITH('abc', 'bc')", true]],
  }),
]
