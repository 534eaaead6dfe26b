import type { Socket } from 'node:net'

/** Far above any answer to a request of ours, and below what the first bytes of other protocols read as a length. */
const MAX_FRAME_BYTES = 256 * 1024 * 1024

export const NOT_KAFKA = 'ERR_NOT_KAFKA'

/**
 * Ends a connection whose answers cannot be Kafka's, judged by the length that each begins with.
 *
 * Without it the client would wait, and keep in memory, whatever another kind of server or a hostile one sends.
 */
export function guardFrames(socket: Socket): void {
  let header = 0
  let headerBytes = 0
  let bodyBytes = 0
  socket.on('data', (chunk: Buffer) => {
    for (let at = 0; at < chunk.length; ) {
      if (bodyBytes > 0) {
        const taken = Math.min(bodyBytes, chunk.length - at)
        bodyBytes -= taken
        at += taken
        continue
      }
      header = header * 256 + chunk[at++]!
      if (++headerBytes < 4) continue
      if (header > MAX_FRAME_BYTES) {
        socket.destroy(
          Object.assign(new Error('The answer does not look like that of a Kafka broker'), { code: NOT_KAFKA }),
        )
        return
      }
      bodyBytes = header
      header = 0
      headerBytes = 0
    }
  })
}
