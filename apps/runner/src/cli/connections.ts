import { readFileSync } from 'node:fs'
import { ConnectorProblem } from '@millrace/connectors'
import type { Json } from '@millrace/language'

/** Connections by name. A secret is written `{ "$secret": "name" }` and comes from the environment when it is used. */
export class Connections {
  private readonly byName: Readonly<Record<string, Json>>
  private readonly place: string
  private constructor(byName: Readonly<Record<string, Json>>, place: string) {
    this.byName = byName
    this.place = place
  }

  static none(): Connections {
    return new Connections({}, 'no file of connections was given (--connections FILE)')
  }

  static fromFile(path: string): Connections {
    let value: unknown
    try {
      value = JSON.parse(readFileSync(path, 'utf8'))
    } catch (problem) {
      throw new ConnectorProblem(`The connections in ${path} cannot be read: ${(problem as Error).message}`)
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new ConnectorProblem(
        `The connections in ${path} must be an object: { "name": { "type": "kafka", "brokers": ["host:9092"] } }`,
      )
    }
    return new Connections(value as Record<string, Json>, path)
  }

  get(name: string): Json {
    if (!Object.hasOwn(this.byName, name)) {
      const known = Object.keys(this.byName)
      throw new ConnectorProblem(`There is no connection \`${name}\`.`, {
        hint: known.length > 0 ? `${this.place} has: ${known.join(', ')}` : `(${this.place})`,
      })
    }
    return withSecrets(this.byName[name]!, name)
  }
}

/** The environment variable of a secret: `kafka-password` is MILLRACE_SECRET_KAFKA_PASSWORD. */
export const secretVariable = (name: string) => `MILLRACE_SECRET_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`

function withSecrets(value: Json, connection: string): Json {
  if (Array.isArray(value)) return value.map((item) => withSecrets(item, connection))
  if (typeof value !== 'object' || value === null) return value
  const { $secret: secret } = value as { $secret?: Json }
  if (typeof secret !== 'string')
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withSecrets(item, connection)]))
  const found = process.env[secretVariable(secret)]
  if (found === undefined)
    throw new ConnectorProblem(`The connection \`${connection}\` needs the secret \`${secret}\`.`, {
      hint: `Set the environment variable ${secretVariable(secret)}.`,
    })
  return found
}
