/** Where the fields of a version 2 batch lie, counted from its first byte. */
export const BATCH = {
  baseOffset: 0,
  length: 8,
  leaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  recordCount: 57,
  records: 61,
} as const

/** `length` counts the bytes that follow it. */
export const BATCH_LENGTH_END = 12

export const ATTRIBUTE = { codec: 7, logAppendTime: 8, transactional: 16, control: 32 } as const

/** Brokers cut the last batch where the size limit of the fetch falls. */
export function isComplete(view: DataView, at: number, end: number): boolean {
  return at + BATCH.magic < end && batchEnd(view, at) <= end
}

export function batchEnd(view: DataView, at: number): number {
  return at + BATCH_LENGTH_END + view.getInt32(at + BATCH.length)
}
