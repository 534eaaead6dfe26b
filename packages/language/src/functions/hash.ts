/** Digests of text (its UTF-8 bytes) and bytes, as lower-case hexadecimal text. */
import { md5, sha1 } from '@noble/hashes/legacy.js'
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import { char, varchar } from '../types.ts'
import { encodeUtf8, toHex, type Value } from '../value.ts'
import { DataError, defineFunction, type FunctionDefinition } from './definition.ts'
import { param, TEXT_OR_BYTES, WHOLE_LONG } from './params.ts'

type Digest = (bytes: Uint8Array) => Uint8Array

const bytesOf = (value: Value): Uint8Array => (typeof value === 'string' ? encodeUtf8(value) : (value as Uint8Array))

function digest(name: string, algorithm: string, f: Digest, length: number, ofAbc: string): FunctionDefinition {
  return defineFunction({
    name,
    group: 'hash',
    usage: `${name}(text)`,
    summary: `The ${algorithm} digest in hexadecimal.`,
    zh: `${algorithm} 摘要的十六进制文本。`,
    examples: [[`${name}('abc')`, ofAbc]],
    params: [param('text', TEXT_OR_BYTES)],
    returns: char(length),
    evaluate: (value) => toHex(f(bytesOf(value!))),
  })
}

const SHA2: Readonly<Record<number, Digest>> = { 224: sha224, 256: sha256, 384: sha384, 512: sha512 }

function sha2(value: Value, bits: Value): string {
  const f = SHA2[Number(bits)]
  if (!f) throw new DataError(`SHA2 takes 224, 256, 384 or 512 bits, found ${String(bits)}.`)
  return toHex(f(bytesOf(value)))
}

const withLengths: FunctionDefinition = defineFunction({
  name: 'SHA2',
  group: 'hash',
  usage: 'SHA2(text, bits)',
  summary: 'The SHA-2 digest of 224, 256, 384 or 512 bits in hexadecimal.',
  zh: '224、256、384 或 512 位的 SHA-2 摘要（十六进制）。',
  examples: [["SHA2('abc', 224)", '23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7']],
  params: [param('text', TEXT_OR_BYTES), param('bits', WHOLE_LONG)],
  returns: varchar(128),
  fails: ({ args }) => !(args[1]!.k === 'lit' && SHA2[Number(args[1]!.value)]),
  evaluate: (value, bits) => sha2(value!, bits!),
})

export const hashFunctions: readonly FunctionDefinition[] = [
  digest('MD5', 'MD5', md5, 32, '900150983cd24fb0d6963f7d28e17f72'),
  digest('SHA1', 'SHA-1', sha1, 40, 'a9993e364706816aba3e25717850c26c9cd0d89d'),
  digest('SHA224', 'SHA-224', sha224, 56, '23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7'),
  digest('SHA256', 'SHA-256', sha256, 64, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'),
  digest(
    'SHA384',
    'SHA-384',
    sha384,
    96,
    'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
  ),
  digest(
    'SHA512',
    'SHA-512',
    sha512,
    128,
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
  ),
  withLengths,
]
