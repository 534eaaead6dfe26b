const TWO_TO_32 = 4_294_967_296

/**
 * A big-endian 64-bit integer as a plain number, exact up to 2^53.
 *
 * Offsets, timestamps and producer ids of real clusters stay far below that bound, and a BigInt per record would cost
 * more than the rest of the decoding.
 */
export function readInt64(view: DataView, at: number): number {
  return view.getInt32(at) * TWO_TO_32 + view.getUint32(at + 4)
}

export function writeInt64(view: DataView, at: number, value: number): void {
  const high = Math.floor(value / TWO_TO_32)
  view.setInt32(at, high)
  view.setUint32(at + 4, value - high * TWO_TO_32)
}
