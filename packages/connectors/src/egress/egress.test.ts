import { createServer } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openKafkaAdmin, testConnection } from '../kafka/tools.ts'
import { type Network, networkOf } from './network.ts'
import { addressesOf } from './reach.ts'

const KNOWN: Readonly<Record<Network, readonly string[]>> = {
  public: [
    '1.1.1.1',
    '8.8.8.8',
    '100.63.255.255',
    '100.128.0.0',
    '172.32.0.1',
    '193.0.0.1',
    '2606:4700::1111',
    '::ffff:8.8.8.8',
  ],
  private: [
    '127.0.0.1',
    '127.255.255.254',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '::1',
    'fd12::1',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
  ],
  never: [
    '0.0.0.0',
    '0.1.2.3',
    '169.254.169.254',
    '169.254.0.1',
    '192.0.0.192',
    '100.100.100.200',
    '224.0.0.1',
    '255.255.255.255',
    '198.18.0.1',
    '::',
    'fe80::1',
    'fe80::1%eth0',
    'ff02::1',
    'fd00:ec2::254',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b::169.254.169.254',
    '2002:a9fe:a9fe::1',
    '2001:0:1::1',
    '::127.0.0.1',
    '::7f00:1',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '0:0:0:0:0:ffff:a9fe:a9fe',
    '::FFFF:0.0.0.0',
    // Not the numeric form of an address, whatever some libraries make of it.
    '127.1',
    '0x7f.0.0.1',
    '2130706433',
    '0177.0.0.1',
    'localhost',
    '',
    '1.1.1.1.',
    ' 1.1.1.1',
    '１.１.１.１',
  ],
}

describe.each(Object.entries(KNOWN))('%s', (network, addresses) => {
  test.each(addresses)('%s', (address) => expect(networkOf(address)).toBe(network))
})

test('an address of IPv4 leads to the same network in its mapped forms', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      const [a, b, c, d] = address.split('.').map(Number) as [number, number, number, number]
      const hex = (high: number, low: number) => (high * 256 + low).toString(16)
      expect(networkOf(`::ffff:${address}`)).toBe(networkOf(address))
      expect(networkOf(`::ffff:${hex(a, b)}:${hex(c, d)}`)).toBe(networkOf(address))
    }),
  )
})

const target = { port: 9092, refusedPorts: [7700] }

test('a host that was named may be in a private network; one that others name may not, unless a named one is', async () => {
  expect(await addressesOf({ ...target, host: '10.0.0.1', named: ['10.0.0.1'] })).toEqual([
    { address: '10.0.0.1', family: 4 },
  ])
  expect(await addressesOf({ ...target, host: '10.0.0.2', named: ['10.0.0.1'] })).toHaveLength(1)
  await expect(addressesOf({ ...target, host: '10.0.0.2', named: ['8.8.8.8'] })).rejects.toThrow(/private network/)
  await expect(addressesOf({ ...target, host: '127.0.0.1', named: ['8.8.8.8'] })).rejects.toThrow(/private network/)
  await expect(addressesOf({ ...target, host: '169.254.169.254', named: ['169.254.169.254'] })).rejects.toThrow(
    /no server/,
  )
})

test('the runner itself is no target, under none of its names', async () => {
  for (const host of ['127.0.0.1', 'localhost', '127.8.9.1', '::1', '::ffff:127.0.0.1'])
    await expect(addressesOf({ ...target, host, port: 7700, named: [host] })).rejects.toThrow(/the runner itself/)
})

test('a connection to Kafka never opens a socket to a refused target', async () => {
  let calls = 0
  const canary = createServer(() => calls++)
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve))
  const { port } = canary.address() as { port: number }
  const connection = { brokers: [`127.0.0.1:${port}`], clientId: 'test', refusedPorts: [port] }
  expect(await testConnection(connection)).toMatchObject({
    ok: false,
    reason: expect.stringContaining('the runner itself'),
  })
  const admin = openKafkaAdmin(connection)
  await expect(admin.topics()).rejects.toThrow(/the runner itself/)
  admin.close()
  expect(calls).toBe(0)
  canary.close()
})
