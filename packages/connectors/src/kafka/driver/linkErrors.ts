import { Unreachable } from '../../egress/reach.ts'
import { type BrokerAddress, formatAddress, type KafkaConnection, withoutSecrets } from './connection.ts'
import { AuthenticationFailed, BrokerUnavailable, InvalidConnection, KafkaError } from './errors.ts'
import { NOT_KAFKA } from './frameGuard.ts'

/** What Node and kafkajs throw about a connection. */
interface ConnectionFailure {
  name?: string
  message?: string
  code?: string
}

/** A broker's refusal in a login that is not kafkajs' own. */
export class LoginRefused extends Error {}

/** A failure of a connection as one of our errors, with the place, a hint and no secret. */
export function linkError(error: unknown, address: BrokerAddress, connection: KafkaConnection): KafkaError {
  if (error instanceof KafkaError) return error
  if (error instanceof Unreachable) return new InvalidConnection(error.message)
  const { name = '', message = String(error), code = '' } = error as ConnectionFailure
  const reason = withoutSecrets(message, connection)
  const at = formatAddress(address)
  if (isCertificateProblem(code, message)) {
    return new AuthenticationFailed(`The TLS handshake with ${at} failed: ${reason}. ${tlsHint(code, message)}`)
  }
  const loginFailed = name === 'KafkaJSSASLAuthenticationError' && !isLostConnection(message)
  if (loginFailed || error instanceof LoginRefused) {
    return new AuthenticationFailed(
      `${at} refused the credentials: ${reason}. Check mechanism, user and password or token.`,
    )
  }
  return new BrokerUnavailable(`No connection to the broker at ${at}: ${reason}.${hint(code, message, connection)}`)
}

/** kafkajs reports a connection that was lost while logging in as a failed login. */
function isLostConnection(message: string): boolean {
  return /closed|connection error|not connected|timed out|timeout/i.test(message)
}

function isCertificateProblem(code: string, message: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_SSL|ERR_TLS|EPROTO/.test(code) || /wrong version number/i.test(message)
}

function tlsHint(code: string, message: string): string {
  if (/WRONG_VERSION|EPROTO/.test(code) || /wrong version/i.test(message)) {
    return 'The listener does not seem to speak TLS: check the port, or switch TLS off.'
  }
  if (/ALTNAME/.test(code)) return 'The certificate is for another host name.'
  return 'Add the certificate authority of the cluster to the connection.'
}

function hint(code: string, message: string, { ssl, sasl }: KafkaConnection): string {
  if (code === 'ECONNREFUSED') return ' Nothing listens there: check the port and whether the broker runs.'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return ' The name is not known here: check it, and the advertised.listeners of the broker.'
  }
  if (code === NOT_KAFKA) return ' Check the port; a listener with TLS answers like this to a client without.'
  if (!/closed/i.test(message)) return ''
  const missing = [ssl ? '' : 'TLS', sasl ? '' : 'SASL'].filter((part) => part !== '').join(' or ')
  return missing === '' ? '' : ` If this happens at once, the listener may expect ${missing}.`
}
