import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Admin } from 'kafkajs'
import { independentClient } from './independentClient.ts'
import { KafkaNode } from './node.ts'
import { freePorts } from './ports.ts'
import {
  type BrokerSecurity,
  brokerProperties,
  CONTROLLER_NODE,
  controllerProperties,
  type Listeners,
} from './properties.ts'

export { kafkaAvailable } from './jars.ts'

export interface KafkaBrokerOptions extends BrokerSecurity {
  /** Of the listener without security; a free one by default. */
  port?: number
  /** The port clients are sent to instead: that of a proxy. */
  advertisedPort?: number
  /** Keeps the data here, and leaves it; temporary folders that are deleted by default. */
  dir?: string
  /** Makes this a further broker in the cluster of another one, which has to outlive it. */
  join?: KafkaBroker
  /** Slower to start, for measurements. */
  fullSpeed?: boolean
}

export interface TopicOptions {
  partitions?: number
  replicas?: number
  config?: Record<string, string>
}

/** A Kafka broker that only this machine can reach. Killed, and its data deleted, when this process ends in whatever way. */
export interface KafkaBroker {
  /** `host:port` of the listener without security, as clients take it. */
  readonly brokers: string[]
  /** Of the listener without security. */
  readonly port: number
  readonly saslBrokers: string[]
  readonly tlsBrokers: string[]
  readonly nodeId: number
  readonly controller: KafkaController
  /** Runs the broker again with the same data and ports; resolves when it takes requests. */
  start(): Promise<void>
  /** SIGKILL: nothing is flushed, nobody is told. */
  kill(): Promise<void>
  /** Ends the broker, and the cluster if it began with this one, and deletes the data. */
  stop(): Promise<void>
  createTopic(topic: string, options?: TopicOptions): Promise<void>
}

export async function startKafkaBroker(options: KafkaBrokerOptions = {}): Promise<KafkaBroker> {
  const controller = options.join?.controller ?? (await startController(options))
  const nodeId = ++controller.brokers
  const listeners = await chooseListeners(options)
  const { port: controllerPort } = controller
  const node = await KafkaNode.create({
    nodeId,
    dir: options.dir === undefined ? undefined : path.join(options.dir, `broker-${nodeId}`),
    properties: (dataDir) => brokerProperties({ dataDir, nodeId, controllerPort, listeners, security: options }),
    fullSpeed: options.fullSpeed,
  })
  const stop = async () => {
    await node.stop()
    if (options.join === undefined) await controller.node.stop()
  }
  await node.start().catch(async (error) => {
    await stop()
    throw error
  })
  const fencing = `Fencing broker ${nodeId} `
  let fencings = 0
  const brokers = [`127.0.0.1:${listeners.advertised ?? listeners.plain}`]
  return {
    brokers,
    port: listeners.plain,
    saslBrokers: listeners.sasl === undefined ? [] : [`127.0.0.1:${listeners.sasl}`],
    tlsBrokers: listeners.tls === undefined ? [] : [`127.0.0.1:${listeners.tls}`],
    nodeId,
    controller,
    stop,
    async kill() {
      fencings = await controller.node.countLogged(fencing)
      await node.kill()
    },
    /**
     * Waits until the controller has noticed that the broker was gone. A broker that comes back earlier believes for a
     * moment that it still leads, and may then finish a transaction without writing its markers.
     */
    async start() {
      await controller.node.logged(fencing, fencings + 1)
      await node.start()
    },
    createTopic: (topic, topicOptions) => createTopic(brokers, topic, topicOptions),
  }
}

/** Of its own process, so that a broker can be killed alone. */
export interface KafkaController {
  readonly node: KafkaNode
  readonly port: number
  /** How many brokers have joined: the last one's node id. */
  brokers: number
}

async function startController({ dir, sasl }: KafkaBrokerOptions): Promise<KafkaController> {
  const [port] = await freePorts(1)
  const node = await KafkaNode.create({
    nodeId: CONTROLLER_NODE,
    dir: dir === undefined ? undefined : path.join(dir, 'controller'),
    properties: (dataDir) => controllerProperties({ dataDir, controllerPort: port! }),
    sasl,
  })
  // Not waited for: the broker starts meanwhile, and is ready only when the controller is.
  node.start().catch(() => {})
  return { node, port: port!, brokers: 0 }
}

async function chooseListeners({ port, advertisedPort, sasl, tls }: KafkaBrokerOptions): Promise<Listeners> {
  const free = await freePorts(3)
  return {
    plain: port ?? free[0]!,
    ...(advertisedPort === undefined ? {} : { advertised: advertisedPort }),
    ...(sasl === undefined ? {} : { sasl: free[1]! }),
    ...(tls === undefined ? {} : { tls: free[2]! }),
  }
}

/** How long a new topic may take until every partition of it has a leader. */
const LEADERS_MS = 30_000

/** By another client than ours, so that the driver is not tested with itself. */
async function createTopic(brokers: string[], topic: string, options: TopicOptions = {}): Promise<void> {
  const admin = independentClient(brokers).admin()
  await admin.connect()
  try {
    const numPartitions = options.partitions ?? 1
    await admin.createTopics({
      // It gives up at once when the broker that is asked has not heard of the topic yet.
      waitForLeaders: false,
      topics: [
        {
          topic,
          numPartitions,
          replicationFactor: options.replicas ?? 1,
          configEntries: Object.entries(options.config ?? {}).map(([name, value]) => ({ name, value })),
        },
      ],
    })
    await leadersOf(admin, topic, numPartitions)
  } finally {
    await admin.disconnect()
  }
}

async function leadersOf(admin: Admin, topic: string, partitions: number): Promise<void> {
  const deadline = Date.now() + LEADERS_MS
  for (;;) {
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
      const led = topics[0]?.partitions.filter(({ leader }) => leader >= 0) ?? []
      if (led.length === partitions) return
    } catch (problem) {
      if (Date.now() > deadline) throw problem
    }
    if (Date.now() > deadline) throw new Error(`The topic ${topic} has no leaders after ${LEADERS_MS} ms.`)
    await sleep(50)
  }
}
