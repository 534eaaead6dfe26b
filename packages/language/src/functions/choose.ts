/** ELT and TYPEOF. */
import type { TExpr } from '../syntax/expr.ts'
import { formatType, INT, isBinary, isText, STRING, type Typed, UNBOUNDED } from '../types.ts'
import { commonTypeOf } from './commonType.ts'
import { castTo, type FunctionDefinition, nullWithoutType, wrongType } from './definition.ts'

const elt: FunctionDefinition = {
  name: 'ELT',
  group: 'conditional',
  usage: 'ELT(index, a, b, …)',
  summary: 'The text or bytes with a number, from 1; NULL when there is none.',
  zh: '返回第 index 个文本或字节（从 1 起）；不存在则为 NULL。',
  examples: [
    ["ELT(2, 'a', 'b', 'c')", 'b'],
    ["ELT(4, 'a', 'b')", null],
  ],
  strict: false,
  resolve(call) {
    if (call.args.length < 2)
      return call.problem({ code: 'argument-count', message: 'ELT takes at least 2 arguments.', span: call.span })
    if (call.args.some((arg) => arg === undefined)) return undefined
    const [index, ...choices] = call.args as readonly TExpr[]
    if (index!.type.t === 'NULL') return nullWithoutType(call, 0, INT)
    if (index!.type.t !== 'INT') {
      const message = `ELT needs an INT as first argument, found ${formatType(index!.type)}.`
      return wrongType(call, 0, message, 'INT')
    }
    if (index!.k === 'lit' && Number(index!.value) < 0)
      return call.problem({ code: 'argument-type', message: 'ELT counts from 1.', span: call.spans[0]! })
    const type = commonTypeOf(choices.map((choice) => choice.type)) ?? STRING
    const same = choices.every(({ type: t }) => t.t === 'NULL' || (isText(type) ? isText(t) : isBinary(t)))
    if (!same || !(isText(type) || isBinary(type) || type.t === 'NULL'))
      return call.problem({
        code: 'argument-type',
        message: 'ELT chooses among texts or among bytes.',
        span: call.span,
      })
    const common = type.t === 'NULL' ? STRING : type
    return {
      args: [castTo(index!, INT), ...choices.map((choice) => castTo(choice, common))],
      type: common,
      nullable: true,
    }
  },
  bind:
    () =>
    (index, ...choices) =>
      index === null ? null : (choices[(index as number) - 1] ?? null),
}

/** Flink's own names, with NOT NULL where it holds. */
function typeText({ type, nullable }: Typed, serializable: boolean): string {
  const inner = (typed: Typed) => typeText(typed, serializable)
  const name = (field: string) => `\`${field.replaceAll('`', '``')}\``
  let text = formatType(type)
  if (type.t === 'VARCHAR' || type.t === 'VARBINARY')
    text = serializable || type.length !== UNBOUNDED ? `${type.t}(${type.length})` : text
  else if (type.t === 'ARRAY') text = `ARRAY<${inner(type.of)}>`
  else if (type.t === 'MAP') text = `MAP<${inner(type.key)}, ${inner(type.value)}>`
  else if (type.t === 'ROW')
    text = `ROW<${type.fields.map((field) => `${name(field.name)} ${inner(field)}`).join(', ')}>`
  return nullable ? text : `${text} NOT NULL`
}

const typeOf: FunctionDefinition = {
  name: 'TYPEOF',
  group: 'other',
  usage: 'TYPEOF(value)',
  summary: 'The type of an expression as text.',
  zh: '表达式的类型（文本）。',
  examples: [
    ['TYPEOF(1.5)', 'DECIMAL(2, 1) NOT NULL'],
    ["TYPEOF(CAST('a' AS STRING))", 'STRING NOT NULL'],
  ],
  strict: false,
  resolve(call) {
    const [arg, serializable] = call.args
    if (call.args.length !== 1 && call.args.length !== 2)
      return call.problem({ code: 'argument-count', message: 'TYPEOF takes 1 argument.', span: call.span })
    if (!arg || (call.args.length === 2 && !serializable)) return undefined
    if (serializable && (serializable.k !== 'lit' || serializable.type.t !== 'BOOLEAN'))
      return call.problem({
        code: 'argument-type',
        message: 'The second argument of TYPEOF is TRUE or FALSE.',
        span: call.spans[1]!,
      })
    return { args: serializable ? [arg, serializable] : [arg], type: STRING, nullable: true }
  },
  bind({ args }) {
    const [arg, serializable] = args
    const text = typeText(arg!, serializable?.k === 'lit' && serializable.value === true)
    return () => text
  },
}

export const chooseFunctions: readonly FunctionDefinition[] = [elt, typeOf]
