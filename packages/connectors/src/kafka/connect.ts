import type { Json } from '@millrace/language'
import * as z from 'zod'
import { type ConnectorContext, ConnectorProblem } from '../context.ts'
import type { KafkaConnection } from './driver/index.ts'

const sasl = z.union([
  z.strictObject({
    mechanism: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']),
    username: z.string(),
    password: z.string(),
  }),
  z.strictObject({ mechanism: z.literal('oauthbearer'), token: z.string() }),
])

/** A stored connection to Kafka, its secrets filled in. */
export const kafkaConnectionSchema = z.strictObject({
  type: z.literal('kafka'),
  brokers: z.array(z.string()).min(1, 'Name at least one broker as host:port.'),
  clientId: z.string().default('millrace'),
  ssl: z
    .union([
      z.boolean(),
      z.strictObject({
        ca: z.string().optional(),
        cert: z.string().optional(),
        key: z.string().optional(),
        rejectUnauthorized: z.boolean().optional(),
      }),
    ])
    .optional(),
  sasl: sasl.optional(),
  refusedPorts: z.array(z.int()).optional(),
})

/** The connection of a name, checked; problems name the setting and never its value. */
export function kafkaConnection(context: ConnectorContext, name: string): KafkaConnection {
  return readKafkaConnection(name, context.connection(name))
}

export function readKafkaConnection(name: string, value: Json): KafkaConnection {
  const result = kafkaConnectionSchema.safeParse(value)
  if (!result.success) {
    const places = result.error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`).join('; ')
    throw new ConnectorProblem(`The connection \`${name}\` is not a connection to Kafka (${places}).`)
  }
  const { type: _, ...connection } = result.data
  return JSON.parse(JSON.stringify(connection)) as KafkaConnection
}
