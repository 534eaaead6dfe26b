import type { Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { guardFrames } from './frameGuard.ts'

test('answers pass, wherever the network cuts them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(50), { minLength: 1 }),
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
      (sizes, cuts) => {
        const stream = Buffer.concat(sizes.map((size) => Buffer.concat([length(size), Buffer.alloc(size, 255)])))
        expect(passes(stream, cuts)).toBe(true)
      },
    ),
  )
})

test.each([
  ['a web server', 'HTTP/1.1 400 Bad Request\r\n'],
  ['a TLS alert', '\u0015\u0003\u0003\0\u0002'],
  ['SSH', 'SSH-2.0-OpenSSH'],
])('the answer of %s ends the connection', (_name, answer) => {
  expect(passes(Buffer.from(answer, 'latin1'), [1])).toBe(false)
})

test('a length that would fill the memory ends the connection, also behind good answers', () => {
  expect(passes(Buffer.concat([length(3), Buffer.alloc(3), length(2 ** 31)]), [2])).toBe(false)
})

function length(size: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(size)
  return bytes
}

/** Feeds a stream in chunks of the given sizes, over and over. */
function passes(stream: Buffer, cuts: number[]): boolean {
  const socket = new PassThrough()
  socket.on('error', () => {})
  guardFrames(socket as unknown as Socket)
  for (let at = 0, i = 0; at < stream.length; i++) {
    const end = at + cuts[i % cuts.length]!
    socket.emit('data', stream.subarray(at, end))
    at = end
  }
  return !socket.destroyed
}
