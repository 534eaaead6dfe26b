/**
 * XXH64 (Yann Collet's xxHash) in halves of 32 bits, with the seed that Flink uses for APPROX_COUNT_DISTINCT.
 *
 * The result of a call lies in `hash.high` and `hash.low`.
 */
export const hash = { high: 0, low: 0 }

/** The number that is being computed. */
let high = 0
let low = 0

const [P1H, P1L] = [0x9e3779b1 | 0, 0x85ebca87 | 0]
const [P2H, P2L] = [0xc2b2ae3d | 0, 0x27d4eb4f]
const [P3H, P3L] = [0x165667b1, 0x9e3779f9 | 0]
const [P4H, P4L] = [0x85ebca77 | 0, 0xc2b2ae63 | 0]
const [P5H, P5L] = [0x27d4eb2f, 0x165667c5]
const SEED = 42

function set(h: number, l: number): void {
  high = h | 0
  low = l | 0
}

function add(h: number, l: number): void {
  const sum = (low >>> 0) + (l >>> 0)
  high = (high + h + (sum > 4294967295 ? 1 : 0)) | 0
  low = sum | 0
}

function xor(h: number, l: number): void {
  high ^= h
  low ^= l
}

function multiply(h: number, l: number): void {
  const [a0, a1, b0, b1] = [low & 0xffff, low >>> 16, l & 0xffff, l >>> 16]
  const p00 = a0 * b0
  const p01 = a0 * b1
  const p10 = a1 * b0
  const middle = Math.floor(p00 / 65536) + (p01 & 0xffff) + (p10 & 0xffff)
  const carry = a1 * b1 + (p01 >>> 16) + (p10 >>> 16) + (middle >>> 16)
  high = (carry + Math.imul(high, l) + Math.imul(low, h)) | 0
  low = (middle << 16) | (p00 & 0xffff)
}

function rotate(by: number): void {
  const [h, l] = [high, low]
  if (by < 32) {
    high = (h << by) | (l >>> (32 - by))
    low = (l << by) | (h >>> (32 - by))
  } else {
    high = (l << (by - 32)) | (h >>> (64 - by))
    low = (h << (by - 32)) | (l >>> (64 - by))
  }
}

/** A shift to the right by less than 32, or by exactly 32, xored in. */
function fold(by: number): void {
  if (by === 32) xor(0, high)
  else if (by > 32) xor(0, high >>> (by - 32))
  else xor(high >>> by, (low >>> by) | (high << (32 - by)))
}

function finish(): void {
  fold(33)
  multiply(P2H, P2L)
  fold(29)
  multiply(P3H, P3L)
  fold(32)
  hash.high = high
  hash.low = low
}

/** A step over eight bytes. */
function eight(h: number, l: number): void {
  const [sumHigh, sumLow] = [high, low]
  set(h, l)
  multiply(P2H, P2L)
  rotate(31)
  multiply(P1H, P1L)
  xor(sumHigh, sumLow)
  rotate(27)
  multiply(P1H, P1L)
  add(P4H, P4L)
}

/** A step over four bytes. */
function four(word: number): void {
  const [sumHigh, sumLow] = [high, low]
  set(0, word)
  multiply(P1H, P1L)
  xor(sumHigh, sumLow)
  rotate(23)
  multiply(P2H, P2L)
  add(P3H, P3L)
}

export function hashInt(value: number): void {
  set(P5H, P5L)
  add(0, SEED + 4)
  four(value)
  finish()
}

export function hashLong(h: number, l: number): void {
  set(P5H, P5L)
  add(0, SEED + 8)
  eight(h, l)
  finish()
}

const word = (bytes: Uint8Array, at: number) =>
  bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)

export function hashBytes(bytes: Uint8Array, start: number, end: number): void {
  let at = start
  if (end - start >= 32) at = lanes(bytes, start, end)
  else {
    set(P5H, P5L)
    add(0, SEED)
  }
  add(0, end - start)
  for (; at <= end - 8; at += 8) eight(word(bytes, at + 4), word(bytes, at))
  if (at + 4 <= end) {
    four(word(bytes, at))
    at += 4
  }
  for (; at < end; at++) single(bytes[at]!)
  finish()
}

function single(byte: number): void {
  const [sumHigh, sumLow] = [high, low]
  set(0, byte)
  multiply(P5H, P5L)
  xor(sumHigh, sumLow)
  rotate(11)
  multiply(P1H, P1L)
}

const laneHigh = new Int32Array(4)
const laneLow = new Int32Array(4)
const ROTATIONS = [1, 7, 12, 18] as const

/** Thirty-two bytes at a time in four lanes; returns where they end. */
function lanes(bytes: Uint8Array, start: number, end: number): number {
  beginLanes()
  let at = start
  for (; at <= end - 32; at += 32) for (let lane = 0; lane < 4; lane++) step(bytes, at + 8 * lane, lane)
  joinLanes()
  return at
}

function beginLanes(): void {
  set(P1H, P1L)
  add(P2H, P2L)
  add(0, SEED)
  keep(0)
  set(P2H, P2L)
  add(0, SEED)
  keep(1)
  set(0, SEED)
  keep(2)
  set(~P1H, ~P1L)
  add(0, SEED + 1)
  keep(3)
}

function keep(lane: number): void {
  laneHigh[lane] = high
  laneLow[lane] = low
}

function step(bytes: Uint8Array, at: number, lane: number): void {
  set(word(bytes, at + 4), word(bytes, at))
  multiply(P2H, P2L)
  add(laneHigh[lane]!, laneLow[lane]!)
  rotate(31)
  multiply(P1H, P1L)
  keep(lane)
}

function joinLanes(): void {
  let [h, l] = [0, 0]
  for (let lane = 0; lane < 4; lane++) {
    set(laneHigh[lane]!, laneLow[lane]!)
    rotate(ROTATIONS[lane]!)
    add(h, l)
    h = high
    l = low
  }
  for (let lane = 0; lane < 4; lane++) {
    set(laneHigh[lane]!, laneLow[lane]!)
    multiply(P2H, P2L)
    rotate(31)
    multiply(P1H, P1L)
    xor(h, l)
    multiply(P1H, P1L)
    add(P4H, P4L)
    h = high
    l = low
  }
}
