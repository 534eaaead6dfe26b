import { BlockList, isIP } from 'node:net'

/**
 * Where an address leads.
 *
 * `private` networks, this machine included, are where brokers and databases usually are; `never` are addresses at which no system
 * that a person would name can be: those of clouds' metadata services, of nobody, of many, and such as wrap another address.
 */
export type Network = 'public' | 'private' | 'never'

const NEVER = blockList(
  ['0.0.0.0', 8],
  // Link-local, and with it the metadata services.
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['100.100.100.200', 32],
  ['fd00:ec2::254', 128],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
  ['100::', 64],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
)
const PRIVATE = blockList(
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['::1', 128],
  ['fc00::', 7],
)

function blockList(...subnets: [string, number][]): BlockList {
  const list = new BlockList()
  for (const [address, prefix] of subnets) list.addSubnet(address, prefix, isIP(address) === 6 ? 'ipv6' : 'ipv4')
  return list
}

/** The network of an address in its numeric form. What is no address leads nowhere. */
export function networkOf(address: string): Network {
  const plain = unmapped(address)
  const family = isIP(plain)
  // A zone names an interface of this machine: only link-local addresses need one.
  if (family === 0 || plain.includes('%')) return 'never'
  const type = family === 6 ? 'ipv6' : 'ipv4'
  // Forms such as ::1.2.3.4 have had no meaning for twenty years.
  if (type === 'ipv6' && plain !== '::1' && /^(::|0+:)/.test(plain)) return 'never'
  if (NEVER.check(plain, type)) return 'never'
  return PRIVATE.check(plain, type) ? 'private' : 'public'
}

const MAPPED = /^(?:::|(?:0{1,4}:){5})ffff:(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/i

/** An IPv4 address that is written as one of IPv6, as itself. */
export function unmapped(address: string): string {
  const [, dotted, high, low] = MAPPED.exec(address) ?? []
  if (dotted !== undefined) return dotted
  if (high === undefined || low === undefined) return address
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)]
  return [a >> 8, a & 255, b >> 8, b & 255].join('.')
}

const THIS_MACHINE = blockList(['127.0.0.0', 8], ['::1', 128])

export const isThisMachine = (address: string): boolean => {
  const plain = unmapped(address)
  return THIS_MACHINE.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4')
}
