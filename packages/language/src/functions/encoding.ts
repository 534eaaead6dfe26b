/** Text and bytes in other notations: base64, hexadecimal, binary, character sets, URLs. */
import { utf8Decoder } from '../platform.ts'
import { BIGINT, BYTES, isInteger, isText, STRING } from '../types.ts'
import { decodeUtf8, encodeUtf8, fromBase64, toBase64, toHex, type Value } from '../value.ts'
import { charsetOf } from './charset.ts'
import { DataError, defineFunction, type FunctionDefinition } from './definition.ts'
import { BINARY_VALUE, orWhenNull, param, TEXT, TEXT_OR_BYTES, WHOLE_LONG } from './params.ts'

const text = param('text', TEXT)

const bytesOf = (value: Value): Uint8Array => (typeof value === 'string' ? encodeUtf8(value) : (value as Uint8Array))

/** Padding at the end may be missing, anything else must be right. */
function decodeBase64(value: Value): string {
  const written = typeof value === 'string' ? value : decodeUtf8(value as Uint8Array)
  const wellFormed = /^[A-Za-z0-9+/]*={0,2}$/.test(written) && (!written.endsWith('=') || written.length % 4 === 0)
  const bytes = wellFormed && written.replace(/=+$/, '').length % 4 !== 1 ? fromBase64(written) : undefined
  if (!bytes) throw new DataError(`The text is not base64: ${JSON.stringify(written.slice(0, 40))}.`)
  return decodeUtf8(bytes)
}

/** Digits of 64 bits; a negative number shows as its two's complement. */
const unsignedText = (value: Value, radix: number): string =>
  BigInt.asUintN(64, BigInt(value as number | bigint)).toString(radix)

/** NULL for anything but digits. Of an odd number the first digit is dropped and a zero byte stands for it, as Flink says. */
function unhex(written: string): Uint8Array | null {
  if (!/^[0-9a-fA-F]*$/.test(written)) return null
  const even = written.length % 2 === 0 ? written : `00${written.slice(1)}`
  return Uint8Array.from({ length: even.length / 2 }, (_, i) => Number.parseInt(even.slice(2 * i, 2 * i + 2), 16))
}

/** As forms send it: blanks become `+`, and only letters, digits and `.-*_` stay as they are. */
function encodeUrl(value: string): string {
  let result = ''
  for (const byte of encodeUtf8(value)) {
    const c = String.fromCharCode(byte)
    if (byte === 0x20) result += '+'
    else result += /[A-Za-z0-9.\-*_]/.test(c) ? c : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return result
}

/** NULL when a `%` is not followed by two digits. */
function decodeUrl(value: string): string | null {
  if (/%(?![0-9a-fA-F]{2})/.test(value)) return null
  return value.replaceAll('+', ' ').replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => {
    const bytes = Uint8Array.from({ length: run.length / 3 }, (_, i) =>
      Number.parseInt(run.slice(3 * i + 1, 3 * i + 3), 16),
    )
    return utf8Decoder.decode(bytes)
  })
}

function charset(name: Value) {
  const found = charsetOf(name as string)
  if (!found)
    throw new DataError(
      `There is no character set ${JSON.stringify(name)}; UTF-8, UTF-16, ISO-8859-1 and US-ASCII are known.`,
    )
  return found
}

export const encodingFunctions: readonly FunctionDefinition[] = [
  defineFunction({
    name: 'TO_BASE64',
    group: 'hash',
    usage: 'TO_BASE64(text)',
    summary: 'A text (its UTF-8 bytes) or bytes in base64.',
    zh: '将文本（UTF-8 字节）或字节编码为 base64。',
    examples: [["TO_BASE64('hello')", 'aGVsbG8=']],
    params: [param('text', TEXT_OR_BYTES)],
    returns: STRING,
    evaluate: (value) => toBase64(bytesOf(value!)),
  }),
  defineFunction({
    name: 'FROM_BASE64',
    group: 'hash',
    usage: 'FROM_BASE64(text)',
    summary: 'The text that base64 holds; text that is not base64 fails the row.',
    zh: '解码 base64 得到文本；不是 base64 的文本会使该行失败。',
    examples: [["FROM_BASE64('aGVsbG8=')", 'hello']],
    params: [param('text', TEXT_OR_BYTES)],
    returns: STRING,
    fails: true,
    evaluate: (value) => decodeBase64(value!),
  }),
  defineFunction({
    name: 'HEX',
    group: 'hash',
    usage: 'HEX(text) or HEX(number)',
    summary: 'The UTF-8 bytes of a text, or a whole number, in upper-case hexadecimal.',
    zh: '文本的 UTF-8 字节或整数的大写十六进制。',
    examples: [
      ["HEX('abc')", '616263'],
      ['HEX(255)', 'FF'],
    ],
    params: [
      param('value', {
        want: 'a text or a whole number',
        accepts: (t) => isText(t) || isInteger(t),
        to: (t) => (isInteger(t) ? BIGINT : orWhenNull(STRING)(t)),
      }),
    ],
    returns: STRING,
    bind: ({ args }) =>
      isText(args[0]!.type)
        ? (value) => toHex(encodeUtf8(value as string)).toUpperCase()
        : (value) => unsignedText(value!, 16).toUpperCase(),
  }),
  defineFunction({
    name: 'UNHEX',
    untypedNull: true,
    group: 'hash',
    usage: 'UNHEX(text)',
    summary: 'The bytes that hexadecimal digits write; NULL for other characters.',
    zh: '将十六进制文本转换为字节；含其他字符时为 NULL。',
    examples: [["DECODE(UNHEX('616263'), 'UTF-8')", 'abc']],
    params: [text],
    returns: BYTES,
    nullable: 'always',
    evaluate: (value) => unhex(value as string),
  }),
  defineFunction({
    name: 'BIN',
    group: 'hash',
    usage: 'BIN(number)',
    summary: 'A whole number in binary digits; a negative one as the 64 digits of its two’s complement.',
    zh: '整数的二进制文本；负数为 64 位补码。',
    examples: [['BIN(10)', '1010']],
    params: [param('number', WHOLE_LONG)],
    returns: STRING,
    evaluate: (value) => unsignedText(value!, 2),
  }),
  defineFunction({
    name: 'ENCODE',
    group: 'hash',
    usage: 'ENCODE(text, charset)',
    summary: 'The bytes of a text in a character set: UTF-8, UTF-16, UTF-16BE, UTF-16LE, ISO-8859-1, US-ASCII.',
    zh: '文本按字符集编码得到的字节：UTF-8、UTF-16、UTF-16BE、UTF-16LE、ISO-8859-1、US-ASCII。',
    examples: [["DECODE(ENCODE('äb', 'UTF-16BE'), 'UTF-16BE')", 'äb']],
    params: [text, param('charset', TEXT)],
    returns: BYTES,
    fails: true,
    evaluate: (value, name) => charset(name!).encode(value as string),
  }),
  defineFunction({
    name: 'DECODE',
    group: 'hash',
    usage: 'DECODE(bytes, charset)',
    summary: 'The text that bytes mean in a character set.',
    zh: '按字符集将字节解码为文本。',
    examples: [["DECODE(X'616263', 'UTF-8')", 'abc']],
    params: [param('bytes', { ...BINARY_VALUE, to: orWhenNull(BYTES) }), param('charset', TEXT)],
    returns: STRING,
    fails: true,
    evaluate: (value, name) => charset(name!).decode(value as Uint8Array),
  }),
  defineFunction({
    name: 'URL_ENCODE',
    untypedNull: true,
    group: 'web',
    usage: 'URL_ENCODE(text)',
    summary: 'A text as a URL carries it: a+b%26c.',
    zh: '将文本编码为 URL 形式，如 a+b%26c。',
    examples: [["URL_ENCODE('a b&c=ä')", 'a+b%26c%3D%C3%A4']],
    params: [text],
    returns: STRING,
    nullable: 'always',
    evaluate: (value) => encodeUrl(value as string),
  }),
  defineFunction({
    name: 'URL_DECODE',
    untypedNull: true,
    group: 'web',
    usage: 'URL_DECODE(text)',
    summary: 'The text that a URL carries; NULL when it is not well formed.',
    zh: '解码 URL 形式的文本；格式不正确时为 NULL。',
    examples: [["URL_DECODE('a+b%26c')", 'a b&c']],
    params: [text],
    returns: STRING,
    nullable: 'always',
    evaluate: (value) => decodeUrl(value as string),
  }),
]
