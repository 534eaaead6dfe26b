/** HyperLogLog++ by the book: a 64-bit hash of every value, the largest rank of every register. */
import { encodeUtf8, type FieldType, type Int, isText, type Value } from '@millrace/language'
import { estimateCount, PRECISION, REGISTERS } from '../aggregates/hyperLogLog.ts'

export function approxCount(values: readonly Value[], type: FieldType): number {
  const ranks = new Map<number, number>()
  for (const value of values) {
    const hash = hashOf(value, type)
    const register = Number(hash >> BigInt(64 - PRECISION))
    const rest = (hash << BigInt(PRECISION)) & MASK
    const rank = rest === 0n ? 65 - PRECISION : Math.min(64 - rest.toString(2).length + 1, 65 - PRECISION)
    ranks.set(register, Math.max(rank, ranks.get(register) ?? 0))
  }
  let inverse = REGISTERS - ranks.size
  for (const rank of ranks.values()) inverse += 1 / 2 ** rank
  return estimateCount(inverse, REGISTERS - ranks.size)
}

const MASK = (1n << 64n) - 1n
const P1 = 0x9e3779b185ebca87n
const P2 = 0xc2b2ae3d27d4eb4fn
const P3 = 0x165667b19e3779f9n
const P4 = 0x85ebca77c2b2ae63n
const P5 = 0x27d4eb2f165667c5n
const SEED = 42n

const word = (value: bigint) => value & MASK
const rotate = (value: bigint, by: bigint) => word(value << by) | (word(value) >> (64n - by))

/** XXH64 of a value as Flink hashes it: whole numbers and times by their bits, text and wide decimals by their bytes. */
function hashOf(value: Value, type: FieldType): bigint {
  switch (type.t) {
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
      return hashInt(value as number)
    case 'FLOAT':
      return hashInt(floatBits(value as number))
    case 'DOUBLE':
      return hashLong(doubleBits(value as number))
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return hashLong(BigInt(Math.floor(value as number)))
    case 'DECIMAL':
      return type.precision > 18 ? hashBytes(bigEndian(BigInt(value as Int))) : hashLong(BigInt(value as Int))
    default:
      return isText(type) ? hashBytes(encodeUtf8(value as string)) : hashLong(BigInt(value as Int))
  }
}

const view = new DataView(new ArrayBuffer(8))

function floatBits(value: number): number {
  view.setFloat32(0, value === 0 ? 0 : value)
  return view.getInt32(0)
}

function doubleBits(value: number): bigint {
  view.setFloat64(0, value === 0 ? 0 : value)
  return view.getBigInt64(0)
}

/** The shortest two's complement, highest byte first (BigInteger.toByteArray). */
function bigEndian(value: bigint): Uint8Array {
  let length = 1
  while (BigInt.asIntN(8 * length, value) !== value) length++
  return Uint8Array.from({ length }, (_, i) => Number(BigInt.asUintN(8, value >> BigInt(8 * (length - 1 - i)))))
}

function finish(hash: bigint): bigint {
  let h = word(hash)
  h = word((h ^ (h >> 33n)) * P2)
  h = word((h ^ (h >> 29n)) * P3)
  return h ^ (h >> 32n)
}

const eight = (hash: bigint, input: bigint) => rotate(hash ^ word(rotate(word(input * P2), 31n) * P1), 27n) * P1 + P4
const four = (hash: bigint, input: bigint) => rotate(hash ^ word(input * P1), 23n) * P2 + P3

const hashInt = (value: number) => finish(four(word(SEED + P5 + 4n), BigInt(value >>> 0)))
const hashLong = (value: bigint) => finish(eight(word(SEED + P5 + 8n), word(value)))

function hashBytes(bytes: Uint8Array): bigint {
  const at = (from: number, size: number) => {
    let value = 0n
    for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[from + i]!)
    return value
  }
  const { length } = bytes
  let from = 0
  let hash = word(SEED + P5)
  if (length >= 32) {
    const lanes = [word(SEED + P1 + P2), word(SEED + P2), SEED, word(SEED - P1)]
    for (; from <= length - 32; from += 32)
      for (const [i, lane] of lanes.entries()) lanes[i] = word(rotate(word(lane + at(from + 8 * i, 8) * P2), 31n) * P1)
    hash = word(rotate(lanes[0]!, 1n) + rotate(lanes[1]!, 7n) + rotate(lanes[2]!, 12n) + rotate(lanes[3]!, 18n))
    for (const lane of lanes) hash = word((hash ^ word(rotate(word(lane * P2), 31n) * P1)) * P1 + P4)
  }
  hash = word(hash + BigInt(length))
  for (; from <= length - 8; from += 8) hash = word(eight(hash, at(from, 8)))
  if (from + 4 <= length) {
    hash = word(four(hash, at(from, 4)))
    from += 4
  }
  for (; from < length; from++) hash = word(rotate(hash ^ word(at(from, 1) * P5), 11n) * P1)
  return finish(hash)
}
