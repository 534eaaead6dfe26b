import { constants, gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { GrowingBytes } from '../growingBytes.ts'
import { compressLz4, decompressLz4 } from './lz4.ts'
import { compressSnappy, decompressSnappy } from './snappy.ts'

/** The position of a codec is its number in the attributes of a record batch. */
export const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const

export type Codec = (typeof CODECS)[number]

/**
 * The largest result one compressed batch may have.
 *
 * A batch is at most a few megabytes on the wire; without the bound a hostile one could ask for all memory.
 */
export const MAX_DECOMPRESSED_BYTES = 256 * 1024 * 1024

const bounded = { maxOutputLength: MAX_DECOMPRESSED_BYTES }

const DECOMPRESS: Record<Codec, (part: Uint8Array, into: GrowingBytes) => void> = {
  none: (part, into) => into.append(part),
  gzip: (part, into) => into.append(gunzipSync(part, bounded)),
  snappy: (part, into) => decompressSnappy(part, into, MAX_DECOMPRESSED_BYTES),
  lz4: (part, into) => decompressLz4(part, into, MAX_DECOMPRESSED_BYTES),
  zstd: (part, into) => into.append(zstdDecompressSync(part, bounded)),
}

const COMPRESS: Record<Exclude<Codec, 'none'>, (part: Uint8Array) => Uint8Array> = {
  gzip: (part) => gzipSync(part, { level: constants.Z_BEST_SPEED }),
  snappy: compressSnappy,
  lz4: compressLz4,
  zstd: (part) => zstdCompressSync(part),
}

/** Appends what `part` was before compression. Throws a RangeError or the codec's own error when it is damaged. */
export function decompress(codec: Codec, part: Uint8Array, into: GrowingBytes): void {
  DECOMPRESS[codec](part, into)
}

export function compress(codec: Exclude<Codec, 'none'>, part: Uint8Array): Uint8Array {
  return COMPRESS[codec](part)
}
