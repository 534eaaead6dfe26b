import { fileURLToPath } from 'node:url'
import { type Available, Jars } from '../jars.ts'

const pom = fileURLToPath(new URL('./pom.xml', import.meta.url))
const jars = new Jars({ name: 'Kafka', version: '4.3.1', pom })

/** Whether a broker can be started here, or what is missing. */
export const kafkaAvailable = (): Promise<Available> => jars.available()

/** The class path of the broker. */
export const kafkaClassPath = (): Promise<string> => jars.classPath()

/** Where things that every broker of this version shares may be kept. */
export const kafkaCache = jars.cache
