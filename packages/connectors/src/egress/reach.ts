import { lookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { isThisMachine, networkOf } from './network.ts'

export interface Address {
  address: string
  family: number
}

/** A target that must not be connected to: a sentence that says why. */
export class Unreachable extends Error {}

export interface Target {
  host: string
  port: number
  /** Hosts that the person who made the connection has named. */
  named: readonly string[]
  /** Ports of this machine that belong to the runner itself. */
  refusedPorts: readonly number[]
}

/**
 * The addresses of a target, each looked at. The socket must go to one of these: a name that is asked for twice may answer twice.
 *
 * Whoever makes a connection decides whether it leads to a private network, by naming a host there; hosts that others name (a cluster
 * tells where its other brokers are) lead to one only then.
 */
export async function addressesOf({ host, port, named, refusedPorts }: Target): Promise<Address[]> {
  const addresses = await resolve(host)
  const privateToo = async () => (await Promise.all(named.map(resolve))).flat().some(isPrivate)
  for (const { address } of addresses) {
    const network = networkOf(address)
    if (network === 'never') throw new Unreachable(`${host} is at ${address}, where no server can be.`)
    if (refusedPorts.includes(port) && isThisMachine(address))
      throw new Unreachable(`${host}:${port} is the runner itself.`)
    if (network === 'private' && !named.includes(host) && !(await privateToo()))
      throw new Unreachable(`${host} is at ${address}, in a private network, to which the connection does not lead.`)
  }
  return addresses
}

const isPrivate = ({ address }: Address) => networkOf(address) === 'private'

async function resolve(host: string): Promise<Address[]> {
  const family = isIP(host)
  return family === 0 ? lookup(host, { all: true }) : [{ address: host, family }]
}

/** For sockets: the answer that was looked at, instead of a new one. */
export const answering =
  (addresses: readonly Address[]): LookupFunction =>
  (_, { all }, done) => {
    const [first] = addresses
    if (all) done(null, [...addresses])
    else done(null, first!.address, first!.family)
  }
