import { decodeUtf8, encodeUtf8 } from '../value.ts'

/** One way to write text as bytes; what it cannot write becomes `?`, what it cannot read U+FFFD, as in Java. */
interface Charset {
  encode(text: string): Uint8Array
  decode(bytes: Uint8Array): string
}

const UTF_8: Charset = { encode: (text) => encodeUtf8(text), decode: decodeUtf8 }

/** One byte per character, up to a largest one. */
function singleByte(last: number): Charset {
  return {
    encode: (text) => Uint8Array.from(Array.from(text, (c) => (c.codePointAt(0)! > last ? 0x3f : c.codePointAt(0)!))),
    decode: (bytes) => Array.from(bytes, (byte) => (byte > last ? '\ufffd' : String.fromCharCode(byte))).join(''),
  }
}

function encodeUtf16(text: string, littleEndian: boolean): Uint8Array {
  const units = text.toWellFormed()
  const bytes = new Uint8Array(2 * units.length)
  for (let i = 0; i < units.length; i++) {
    const unit = units.charCodeAt(i)
    bytes[2 * i + (littleEndian ? 1 : 0)] = unit >> 8
    bytes[2 * i + (littleEndian ? 0 : 1)] = unit & 255
  }
  return bytes
}

function decodeUtf16(bytes: Uint8Array, littleEndian: boolean): string {
  let text = ''
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    const [first, second] = [bytes[i]!, bytes[i + 1]!]
    text += String.fromCharCode(littleEndian ? first | (second << 8) : second | (first << 8))
  }
  return (bytes.length % 2 === 0 ? text : `${text}\ufffd`).toWellFormed()
}

const utf16 = (littleEndian: boolean): Charset => ({
  encode: (text) => encodeUtf16(text, littleEndian),
  decode: (bytes) => decodeUtf16(bytes, littleEndian),
})

/** With a mark of its byte order: written big-endian, read as the mark says. */
const UTF_16: Charset = {
  encode: (text) => (text === '' ? new Uint8Array() : Uint8Array.from([0xfe, 0xff, ...encodeUtf16(text, false)])),
  decode(bytes) {
    const little = bytes[0] === 0xff && bytes[1] === 0xfe
    const marked = little || (bytes[0] === 0xfe && bytes[1] === 0xff)
    return decodeUtf16(marked ? bytes.subarray(2) : bytes, little)
  },
}

const CHARSETS: Readonly<Record<string, Charset>> = {
  'UTF-8': UTF_8,
  UTF8: UTF_8,
  'UTF-16': UTF_16,
  UTF16: UTF_16,
  'UTF-16BE': utf16(false),
  'UTF-16LE': utf16(true),
  'ISO-8859-1': singleByte(255),
  LATIN1: singleByte(255),
  'US-ASCII': singleByte(127),
  ASCII: singleByte(127),
}

/** A character set by its name, in any case; undefined when it is not known. */
export const charsetOf = (name: string): Charset | undefined =>
  Object.hasOwn(CHARSETS, name.toUpperCase()) ? CHARSETS[name.toUpperCase()] : undefined
