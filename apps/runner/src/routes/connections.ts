import type { Json } from '@millrace/language'
import * as z from 'zod'
import { connectionKindNames, connectionKinds } from '../connections/kinds.ts'
import type { OpenedConnection, StoredConnection } from '../connections/store.ts'
import { type ConnectionReport, kafkaTopics, sampleKafka, testKafka } from '../connections/tools.ts'
import { firstLines } from '../files/browse.ts'
import { Problem } from '../problem.ts'
import { type InferredSchema, inferSchema } from '../schema/infer.ts'
import type { Services } from '../services.ts'
import { connectionName } from './inputs.ts'
import { procedure, router } from './trpc.ts'

const draft = z.strictObject({
  name: connectionName,
  kind: z.enum(connectionKindNames),
  settings: z.json() as z.ZodType<Json>,
  /** By path; null removes one, and what is not named stays. */
  secrets: z.record(z.string().max(100), z.string().max(100_000).nullable()).default({}),
})

const MOST_SAMPLES = 500

export interface ConnectionEntry extends StoredConnection {
  /** Pipelines whose newest version names it. */
  usedBy: { id: string; name: string }[]
}

export const connectionRoutes = router({
  /** What can be connected: the form of its settings as a JSON schema, and which secrets it takes. */
  kinds: procedure('view').query(() =>
    Object.entries(connectionKinds).map(([kind, { title, settings, secrets }]) => ({
      kind,
      title,
      settings: z.toJSONSchema(settings, { io: 'input' }) as { [key: string]: Json },
      secrets: [...secrets],
    })),
  ),

  /** Of a secret only whether it is set, never what it is. */
  list: procedure('view').query(async ({ ctx: { services } }): Promise<ConnectionEntry[]> => {
    const uses = await usesOf(services)
    const connections = await services.connections.list()
    return connections.map((connection) => ({ ...connection, usedBy: uses.get(connection.name) ?? [] }))
  }),

  /** Adds or replaces by name. Secrets that were stored for another target are forgotten, and named in the answer. */
  save: procedure('connections')
    .input(draft)
    .mutation(({ ctx, input }) => ctx.services.connections.save(input)),

  /** Refused while a pipeline names it, unless `force` is set. */
  remove: procedure('connections')
    .input(z.strictObject({ name: connectionName, force: z.boolean().default(false) }))
    .mutation(async ({ ctx: { services }, input }) => {
      const users = (await usesOf(services)).get(input.name) ?? []
      if (users.length > 0 && !input.force)
        throw new Problem(
          'in-use',
          `The connection \`${input.name}\` is used by ${users.map(({ name }) => name).join(', ')}.`,
        )
      await services.connections.remove(input.name)
      return null
    }),

  /** Tries a stored connection, or a draft of one before it is saved. */
  test: procedure('connections')
    .input(z.union([z.strictObject({ name: connectionName }), z.strictObject({ draft })]))
    .mutation(async ({ ctx: { services }, input }): Promise<ConnectionReport> => {
      const opened =
        'draft' in input ? await services.connections.openDraft(input.draft) : await opening(services, input.name)
      return testKafka('draft' in input ? input.draft.name : input.name, opened)
    }),

  topics: procedure('run')
    .input(z.strictObject({ name: connectionName }))
    .query(async ({ ctx: { services }, input: { name } }) => kafkaTopics(name, await opening(services, name))),

  /** Reads a sample of a topic or file of JSON and proposes fields, types and event time. */
  inferSchema: procedure('run')
    .input(
      z.union([
        z.strictObject({ connection: connectionName, topic: z.string().min(1).max(249) }),
        z.strictObject({ path: z.string().min(1).max(1000) }),
      ]),
    )
    .mutation(async ({ ctx: { services }, input }): Promise<InferredSchema> => {
      const texts =
        'path' in input
          ? await firstLines(services.roots, input.path, MOST_SAMPLES)
          : await sampleKafka(input.connection, await opening(services, input.connection), input.topic, MOST_SAMPLES)
      return inferSchema(texts)
    }),
})

async function opening({ connections }: Services, name: string): Promise<OpenedConnection> {
  const opened = await connections.open(name)
  if (opened) return opened
  throw new Problem('not-found', `There is no connection \`${name}\`.`)
}

/** Pipelines by the connections that they name. */
async function usesOf({ pipelines }: Services): Promise<Map<string, { id: string; name: string }[]>> {
  const uses = new Map<string, { id: string; name: string }[]>()
  for (const { id, name, version } of await pipelines.list()) {
    const { nodes } = await pipelines.document(id, version)
    const names = Object.values(nodes).flatMap(({ config }) => {
      const connection = (config as { connection?: Json } | undefined)?.connection
      return typeof connection === 'string' ? [connection] : []
    })
    for (const connection of new Set(names)) uses.set(connection, [...(uses.get(connection) ?? []), { id, name }])
  }
  return uses
}
