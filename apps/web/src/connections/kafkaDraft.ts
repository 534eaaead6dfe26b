/** The settings of a Kafka connection as a form has them, and as they are stored. Secrets are apart and never come back. */
import type { Json } from '@millrace/language'

export interface KafkaForm {
  readonly name: string
  /** One broker a line, or separated by commas. */
  readonly brokers: string
  readonly clientId: string
  readonly encryption: 'off' | 'system' | 'own'
  readonly ca: string
  readonly cert: string
  readonly signIn: 'none' | 'plain' | 'scram-sha-256' | 'scram-sha-512' | 'oauthbearer'
  readonly username: string
  /** Typed now; empty leaves what is stored. */
  readonly password: string
  readonly token: string
  readonly key: string
}

export const emptyForm: KafkaForm = {
  name: '',
  brokers: '',
  clientId: '',
  encryption: 'off',
  ca: '',
  cert: '',
  signIn: 'none',
  username: '',
  password: '',
  token: '',
  key: '',
}

type JsonObject = { readonly [key: string]: Json | undefined }
const objectOf = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

/** A stored connection in the form; its secrets stay where they are. */
export function formOf(name: string, settings: Json): KafkaForm {
  const { brokers, clientId, ssl, sasl } = objectOf(settings)
  const { ca, cert } = objectOf(ssl)
  const { mechanism, username } = objectOf(sasl)
  return {
    ...emptyForm,
    name,
    brokers: (Array.isArray(brokers) ? brokers : []).map(String).join('\n'),
    clientId: textOf(clientId) === 'millrace' ? '' : textOf(clientId),
    encryption: typeof ssl === 'object' && ssl !== null ? 'own' : ssl === true ? 'system' : 'off',
    ca: textOf(ca),
    cert: textOf(cert),
    signIn: (textOf(mechanism) || 'none') as KafkaForm['signIn'],
    username: textOf(username),
  }
}

export interface KafkaDraft {
  name: string
  kind: 'kafka'
  settings: Json
  secrets: Record<string, string | null>
}

/** What is sent: settings without secrets, and only those secrets that were typed. */
export function draftOf(form: KafkaForm): KafkaDraft {
  const { name, clientId, encryption, ca, cert, signIn, username, password, token, key } = form
  const settings: Record<string, Json> = { brokers: brokersOf(form) }
  if (clientId.trim() !== '') settings.clientId = clientId.trim()
  if (encryption === 'system') settings.ssl = true
  if (encryption === 'own') settings.ssl = { ...(ca.trim() !== '' && { ca }), ...(cert.trim() !== '' && { cert }) }
  if (signIn === 'oauthbearer') settings.sasl = { mechanism: signIn }
  else if (signIn !== 'none') settings.sasl = { mechanism: signIn, username }
  const secrets: Record<string, string | null> = {}
  if (signIn !== 'none' && signIn !== 'oauthbearer' && password !== '') secrets['sasl.password'] = password
  if (signIn === 'oauthbearer' && token !== '') secrets['sasl.token'] = token
  if (encryption === 'own' && key.trim() !== '') secrets['ssl.key'] = key
  return { name: name.trim(), kind: 'kafka', settings, secrets }
}

const brokersOf = ({ brokers }: KafkaForm): string[] =>
  brokers
    .split(/[\s,]+/)
    .map((broker) => broker.trim())
    .filter(Boolean)

export type FormMistake = 'name' | 'brokers' | 'username'

/** What has to be filled in before it can be tested or saved. */
export function mistakesOf(form: KafkaForm): readonly FormMistake[] {
  const brokers = brokersOf(form)
  return [
    ...(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(form.name.trim()) ? [] : (['name'] as const)),
    ...(brokers.length > 0 && brokers.every((broker) => /^\[?[^\s\]]+\]?:\d{1,5}$/.test(broker))
      ? []
      : (['brokers'] as const)),
    ...(['plain', 'scram-sha-256', 'scram-sha-512'].includes(form.signIn) && form.username === ''
      ? (['username'] as const)
      : []),
  ]
}
