import type { Json } from '@millrace/language'
import * as z from 'zod'

/** A kind of system that the runner can be connected to: what is configured, and which of it is secret. */
export interface ConnectionKind {
  title: string
  /** The settings without the secrets. */
  settings: z.ZodType
  /** Paths of secrets in the whole connection: they can be set and are never read back. */
  secrets: readonly { path: string; title: string }[]
  /** What says to whom the secrets are shown: when it changes they are forgotten, or an editor could have them sent elsewhere. */
  target(settings: Json): Json
}

const kafka: ConnectionKind = {
  title: 'Apache Kafka',
  settings: z.strictObject({
    brokers: z
      .array(z.string().min(1).max(300))
      .min(1, 'Name at least one broker as host:port.')
      .max(50)
      .describe('Addresses as host:port; the other brokers are found through them.'),
    clientId: z
      .string()
      .min(1)
      .max(100)
      .default('millrace')
      .describe('Name that this client shows in the logs and quotas of the cluster.'),
    ssl: z
      .union([
        z.boolean(),
        z.strictObject({
          ca: z.string().max(100_000).optional().describe('Certificate authorities to trust, as PEM.'),
          cert: z.string().max(100_000).optional().describe('The certificate of this client, as PEM.'),
          rejectUnauthorized: z.boolean().optional().describe('False accepts any certificate: for tests only.'),
        }),
      ])
      .optional()
      .describe('Encryption; true trusts the certificate authorities of the system.'),
    sasl: z
      .union([
        z.strictObject({
          mechanism: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']),
          username: z.string().min(1).max(300),
        }),
        z.strictObject({ mechanism: z.literal('oauthbearer') }),
      ])
      .optional()
      .describe('How the client signs in.'),
  }),
  secrets: [
    { path: 'sasl.password', title: 'Password' },
    { path: 'sasl.token', title: 'Bearer token' },
    { path: 'ssl.key', title: 'Private key of the client, as PEM' },
  ],
  target: (settings) => {
    const { brokers, ssl, sasl } = settings as { brokers: Json; ssl?: Json; sasl?: Json }
    return [brokers, ssl ?? null, sasl ?? null]
  },
}

export const connectionKinds = { kafka } as const
export type ConnectionKindName = keyof typeof connectionKinds
export const connectionKindNames = Object.keys(connectionKinds) as [ConnectionKindName]
