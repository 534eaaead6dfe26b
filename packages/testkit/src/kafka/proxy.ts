import { connect, createServer, type Socket } from 'node:net'

/**
 * What happens to one request: its connection is cut before the broker gets it, or after the broker has answered and
 * before the client hears of it. The second is the hard one: the request was carried out.
 */
export type Fault = 'before' | 'after'

/** Decides the fate of each request by the number of its kind (`apiKey` of Kafka's protocol). */
export type FaultPlan = (apiKey: number) => Fault | undefined

/** A way to the broker that can be cut. The broker has to announce the proxy's port as its own. */
export interface KafkaProxy {
  readonly port: number
  /** Where connections lead, known once the broker is there. */
  targetPort: number
  plan: FaultPlan
  stop(): void
}

export const API = { produce: 0, fetch: 1, initProducerId: 22, addPartitions: 24, endTransaction: 26 } as const

export async function startKafkaProxy(): Promise<KafkaProxy> {
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const broker = connect(proxy.targetPort, '127.0.0.1')
    for (const socket of [client, broker]) sockets.add(socket.setNoDelay(true))
    const cut = () => {
      client.destroy()
      broker.destroy()
      sockets.delete(client)
      sockets.delete(broker)
    }
    for (const socket of [client, broker]) socket.on('close', cut).on('error', cut)
    relay(client, broker, proxy, cut)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const proxy: KafkaProxy = {
    port: (server.address() as { port: number }).port,
    targetPort: 0,
    plan: () => undefined,
    stop() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
  return proxy
}

function relay(client: Socket, broker: Socket, proxy: KafkaProxy, cut: () => void): void {
  const doomed = new Set<number>()
  eachFrame(client, (frame) => {
    const fault = proxy.plan(frame.readInt16BE(4))
    if (fault === 'before') return cut()
    if (fault === 'after') doomed.add(frame.readInt32BE(8))
    broker.write(frame)
  })
  eachFrame(broker, (frame) => {
    if (doomed.has(frame.readInt32BE(4))) cut()
    else client.write(frame)
  })
}

/** Requests and answers alike are a length of four bytes and what it counts. */
function eachFrame(socket: Socket, take: (frame: Buffer) => void): void {
  let rest: Buffer = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0) && !socket.destroyed) {
      const end = 4 + rest.readInt32BE(0)
      take(rest.subarray(0, end))
      rest = rest.subarray(end)
    }
  })
}
