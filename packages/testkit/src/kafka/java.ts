import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { kafkaClassPath } from './jars.ts'

const run = promisify(execFile)

/** Small and quick to start: a test broker lives for seconds, so optimizing its code does not pay. */
const QUICK_START = ['-Xmx384m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto']
/** For measurements: what a broker does once it runs. */
const FULL_SPEED = ['-Xmx1g', '-XX:+UseG1GC']

/** Arguments for `java` that run a node with the configurations given. */
export async function nodeArgs(at: {
  properties: string
  log4j: string
  fullSpeed?: boolean | undefined
}): Promise<string[]> {
  return [
    ...(at.fullSpeed ? FULL_SPEED : QUICK_START),
    ...['-cp', await kafkaClassPath()],
    `-Dlog4j2.configurationFile=${at.log4j}`,
    ...['kafka.Kafka', at.properties],
  ]
}

/** Writes `meta.properties` and the first metadata, users included, into the `log.dirs` of a configuration. */
export async function formatStorage(
  properties: string,
  clusterId: string,
  users: readonly string[] = [],
): Promise<void> {
  const scram = users.flatMap((user) => ['--add-scram', user])
  const format = ['kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', properties, ...scram]
  await run('java', [...QUICK_START, '-cp', await kafkaClassPath(), ...format])
}

/** Only what `KafkaNode` waits for, and what goes wrong. */
export const LOG4J = `<Configuration status="WARN">
  <Appenders><Console name="out"><PatternLayout pattern="%d{HH:mm:ss.SSS} %p %c{1}: %m%n"/></Console></Appenders>
  <Loggers>
    <Logger name="kafka.server.KafkaRaftServer" level="INFO"/>
    <Logger name="org.apache.kafka.controller.ReplicationControlManager" level="INFO"/>
    <Root level="WARN"><AppenderRef ref="out"/></Root>
  </Loggers>
</Configuration>
`
