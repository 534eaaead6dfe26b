/** Texts as JSON strings, and back. */

import { wellFormed } from '../../javaText.ts'
import { ESCAPES, parseJson } from '../../json/tree.ts'
import { STRING } from '../../types.ts'
import { defineFunction, type FunctionDefinition } from '../definition.ts'
import { param, TEXT } from '../params.ts'

const QUOTED: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '/': '\\/',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

/** Only ASCII remains; a character of two units is followed by its second half once more, as Flink writes it. */
function quote(text: string): string {
  let result = ''
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at)!
    result += point < 128 ? (QUOTED[text[at]!] ?? text[at]) : `\\u${point.toString(16).padStart(4, '0')}`
  }
  return `"${result}"`
}

/** What stands between the quotes of a JSON string; any other text stays as it is. */
function unquote(text: string): string {
  if (parseJson(text) === undefined || text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text
  const inner = text.slice(1, -1)
  if (/\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(inner.replaceAll('\\\\', ''))) return text
  return inner.replace(/\\(u[0-9a-fA-F]{4}|.)/gs, (_, code: string) =>
    code.length > 1 ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : ESCAPES[code]!,
  )
}

export const jsonQuoting: readonly FunctionDefinition[] = [
  defineFunction({
    name: 'JSON_QUOTE',
    untypedNull: true,
    group: 'json',
    usage: 'JSON_QUOTE(text)',
    summary: 'A text as a JSON string of ASCII characters.',
    zh: '将文本写成仅含 ASCII 字符的 JSON 字符串。',
    examples: [["JSON_QUOTE('a\"b')", '"a\\"b"']],
    params: [param('text', TEXT)],
    returns: STRING,
    evaluate: (text) => quote(text as string),
  }),
  defineFunction({
    name: 'JSON_UNQUOTE',
    untypedNull: true,
    group: 'json',
    usage: 'JSON_UNQUOTE(text)',
    summary: 'The text that a JSON string holds; anything else stays as it is.',
    zh: '取出 JSON 字符串中的文本；其他文本保持不变。',
    examples: [[`JSON_UNQUOTE('"a\\"b"')`, 'a"b']],
    params: [param('text', TEXT)],
    returns: STRING,
    evaluate: (text) => wellFormed(unquote(text as string)),
  }),
]
