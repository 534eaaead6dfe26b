/** Whether a text is JSON. */
import { isScalar, type JsonTree, parseJson } from '../../json/tree.ts'
import { BOOLEAN, formatType, isText, STRING } from '../../types.ts'
import { type FunctionDefinition, nullWithoutType } from '../definition.ts'
import { constantText } from '../params.ts'

/** IS [NOT] JSON [VALUE | OBJECT | ARRAY | SCALAR]; NULL is none. */
function jsonTest(negated: boolean): FunctionDefinition {
  const name = `IS ${negated ? 'NOT ' : ''}JSON`
  return {
    name,
    group: 'json',
    usage: `text ${name} [VALUE | OBJECT | ARRAY | SCALAR]`,
    summary: `Whether a text is ${negated ? 'not ' : ''}JSON, or ${negated ? 'not ' : ''}JSON of a kind.`,
    zh: `文本是否${negated ? '不' : ''}是 JSON，或指定种类的 JSON。`,
    examples: negated
      ? [["'' IS NOT JSON", true]]
      : [
          [`'{"a": 1}' IS JSON`, true],
          ["'[1]' IS JSON OBJECT", false],
        ],
    strict: false,
    resolve(call) {
      const [arg, kind] = call.args
      if (!arg || !kind) return undefined
      if (arg.type.t === 'NULL') return nullWithoutType(call, 0, STRING)
      if (!isText(arg.type) && arg.type.t !== 'JSON') {
        const message = `${name} tests a text, found ${formatType(arg.type)}.`
        return call.problem({ code: 'argument-type', message, span: call.spans[0]! })
      }
      return { args: [arg, kind], type: BOOLEAN, nullable: false }
    },
    bind({ args }) {
      const kind = constantText(args[1])
      return (text) => (text !== null && isOfKind(parseJson(text as string), kind)) !== negated
    },
    sql: ([a], { args }) => `(${a} ${name} ${constantText(args[1])})`,
  }
}

function isOfKind(tree: JsonTree | undefined, kind: string | undefined): boolean {
  if (tree === undefined) return false
  if (kind === 'OBJECT') return tree instanceof Map
  if (kind === 'ARRAY') return Array.isArray(tree)
  return kind !== 'SCALAR' || isScalar(tree)
}

export const jsonTests: readonly FunctionDefinition[] = [jsonTest(false), jsonTest(true)]
