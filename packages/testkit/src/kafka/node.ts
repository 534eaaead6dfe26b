import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { kafkaClassPath } from './jars.ts'
import { LOG4J, nodeArgs } from './java.ts'
import type { BrokerSecurity } from './properties.ts'
import { prepareStorage } from './storage.ts'
import { Supervisor } from './supervisor.ts'

export interface KafkaNodeOptions {
  nodeId: number
  /** Keeps the node's files here, and leaves them; a temporary folder that is deleted by default. */
  dir?: string | undefined
  /** The configuration, once the data folder is known. */
  properties: (dataDir: string) => string
  sasl?: BrokerSecurity['sasl']
  fullSpeed?: boolean | undefined
}

const START_TIMEOUT_MS = 60_000
/** The last thing a node logs before it takes requests. */
const STARTED = 'Kafka Server started'

/** One process of a cluster, controller or broker, and its files. */
export class KafkaNode {
  readonly #supervisor: Supervisor
  readonly #logFile: string

  private constructor(supervisor: Supervisor, logFile: string) {
    this.#supervisor = supervisor
    this.#logFile = logFile
  }

  /** Prepares a node; it does not run yet. */
  static async create(options: KafkaNodeOptions): Promise<KafkaNode> {
    await kafkaClassPath()
    const dir = options.dir ?? (await mkdtemp(path.join(tmpdir(), 'millrace-kafka-')))
    const file = (name: string) => path.join(dir, name)
    const supervisor = new Supervisor({
      command: 'java',
      args: await nodeArgs({
        properties: file('server.properties'),
        log4j: file('log4j2.xml'),
        fullSpeed: options.fullSpeed,
      }),
      logFile: file('kafka.log'),
      pidFile: file('kafka.pid'),
      ...(options.dir === undefined ? { remove: dir } : {}),
    })
    try {
      await mkdir(dir, { recursive: true })
      await writeFile(file('log4j2.xml'), LOG4J)
      await writeFile(file('server.properties'), options.properties(file('data')))
      await prepareStorage({ ...options, dataDir: file('data'), properties: file('server.properties') })
    } catch (error) {
      await supervisor.end()
      throw error
    }
    return new KafkaNode(supervisor, file('kafka.log'))
  }

  /** Resolves when the node takes requests. */
  async start(): Promise<void> {
    await rm(this.#logFile, { force: true })
    this.#supervisor.start()
    await this.logged(STARTED)
  }

  kill(): Promise<void> {
    return this.#supervisor.kill()
  }

  stop(): Promise<void> {
    return this.#supervisor.end()
  }

  /** Resolves when the log contains a text so many times since the node was started. */
  async logged(text: string, times = 1): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS
    while ((await this.countLogged(text)) < times) {
      if (Date.now() > deadline) throw new Error(`Kafka did not log "${text}" in time. ${await this.#logEnd()}`)
      await sleep(25)
    }
  }

  async countLogged(text: string): Promise<number> {
    const log = await readFile(this.#logFile, 'utf8').catch(() => '')
    return log.split(text).length - 1
  }

  async #logEnd(): Promise<string> {
    const log = await readFile(this.#logFile, 'utf8').catch(() => '')
    return `Its log ends with:\n${log.slice(-2000)}`
  }
}
