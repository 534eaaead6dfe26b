import { LoginRefused } from './linkErrors.ts'

/** The part of kafkajs that a login of our own plugs into. Byte fields carry their length before them. */
interface SaslExchange {
  saslAuthenticate(exchange: {
    request: { encode(): Promise<Buffer> }
    response: { decode(answer: Buffer): Promise<Buffer>; parse(answer: Buffer): Promise<void> }
  }): Promise<void>
}

const LENGTH_BYTES = 4

/**
 * Logs in with a bearer token.
 *
 * kafkajs knows the mechanism as well, but does not look at the answer, in which brokers put their refusal: a wrong
 * token would pass for a right one until the next request fails for no visible reason.
 */
export function oauthBearerLogin(token: () => string | Promise<string>) {
  return ({ saslAuthenticate }: SaslExchange) => ({
    async authenticate(): Promise<void> {
      const login = Buffer.from(`n,,\u0001auth=Bearer ${await token()}\u0001\u0001`)
      await saslAuthenticate({
        request: {
          async encode() {
            const length = Buffer.alloc(LENGTH_BYTES)
            length.writeInt32BE(login.length)
            return Buffer.concat([length, login])
          },
        },
        response: {
          decode: async (answer) => answer.subarray(LENGTH_BYTES),
          async parse(refusal) {
            if (refusal.length > 0) throw new LoginRefused(`SASL OAUTHBEARER login was answered with ${refusal}`)
          },
        },
      })
    },
  })
}
