import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Root, resolveInRoots } from './roots.ts'

let base: string
let roots: Root[]
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'millrace-roots-'))
  for (const name of ['files', 'data', 'keys', 'files/sub']) mkdirSync(join(base, name))
  writeFileSync(join(base, 'keys', 'secrets.key'), 'secret')
  symlinkSync(join(base, 'keys'), join(base, 'files', 'door'))
  symlinkSync(join(base, 'keys', 'secrets.key'), join(base, 'files', 'window'))
  symlinkSync(join(base, 'files', 'sub'), join(base, 'files', 'inside'))
  symlinkSync(join(base, 'nowhere'), join(base, 'files', 'dangling'))
  roots = [
    { name: 'files', path: join(base, 'files'), writable: true },
    { name: 'data', path: join(base, 'data'), writable: false },
  ]
})
afterAll(() => rmSync(base, { recursive: true, force: true }))

test('a path means a file of its root, or of the writable one', () => {
  expect(resolveInRoots(roots, 'files/a.ndjson', 'write')).toBe(join(base, 'files', 'a.ndjson'))
  expect(resolveInRoots(roots, 'a.ndjson', 'write')).toBe(join(base, 'files', 'a.ndjson'))
  expect(resolveInRoots(roots, 'data/x/y.csv', 'read')).toBe(join(base, 'data', 'x', 'y.csv'))
  expect(resolveInRoots(roots, 'inside/订单 1.csv', 'read')).toBe(join(base, 'files', 'inside', '订单 1.csv'))
})

const HOSTILE = [
  '../keys/secrets.key',
  'files/../../keys/secrets.key',
  'files/../keys/secrets.key',
  '/etc/passwd',
  '//etc/passwd',
  'files//etc/passwd',
  'files/./a',
  './a',
  '..',
  '.',
  '',
  'files',
  'files/',
  '/',
  'door/secrets.key',
  'files/door/secrets.key',
  'files/door/new/file',
  'window',
  'files/window',
  'dangling',
  'dangling/file',
  'door',
  'C:\\windows\\win.ini',
  'files\\..\\keys',
  '..\\keys\\secrets.key',
  'files/..\\..\\keys',
  'files/a:stream',
  'files/a\u0000.csv',
  'files/a\nb',
  '\u0000',
  'files/.hidden',
  '.ssh/id',
  'files/.staged',
  'files/...',
  'files/..a/../../x',
  '~/.ssh/id',
  'files/a|b',
  'files/a*',
  'files/<a>',
  'files/a?',
  `files/${'a'.repeat(300)}`,
]
describe.each(['read', 'write'] as const)('%s', (access) => {
  test.each(HOSTILE)('%j is refused', (path) => {
    // A plain name in the writable root is a file like any other, whatever it looks like elsewhere.
    if (path === '~/.ssh/id') expect(() => resolveInRoots(roots, path, access)).toThrow(/plain names/)
    else expect(() => resolveInRoots(roots, path, access)).toThrow(/Files of this runner are/)
  })
})

test('what is read only is not written', () => {
  expect(() => resolveInRoots(roots, 'data/x.csv', 'write')).toThrow(/read only/)
})

test('whatever is asked for, the answer lies in a root', () => {
  const part = fc.oneof(
    fc.constantFrom('..', '.', '', 'files', 'data', 'door', 'inside', 'sub', 'keys', '%2e%2e', '..%2f', '\\', 'a'),
    fc.string({ maxLength: 8 }),
  )
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 6 }),
      fc.constantFrom('read' as const, 'write' as const),
      (parts, access) => {
        let found: string
        try {
          found = resolveInRoots(roots, parts.join('/'), access)
        } catch (problem) {
          expect((problem as Error).constructor.name).toBe('ConnectorProblem')
          return
        }
        expect(found.startsWith(join(base, 'files/')) || found.startsWith(join(base, 'data/'))).toBe(true)
        expect(found.split('/')).not.toContain('..')
        for (const link of ['door', 'window', 'dangling'])
          expect(`${found}/`.startsWith(join(base, 'files', link, '/'))).toBe(false)
      },
    ),
    { numRuns: Number(process.env.MILLRACE_RUNS ?? 500) },
  )
})
