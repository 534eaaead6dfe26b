import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Problem } from '../problem.ts'
import { firstLines, listFiles } from './browse.ts'
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

test('a folder is listed without hidden names and links, and nothing outside can be listed or sampled', async () => {
  for (const name of ['b.ndjson', '.hidden', 'a.csv'])
    writeFileSync(join(base, 'files', name), 'line 1\r\n\nline 2\nline 3')
  const [files] = roots
  const entries = await listFiles(roots, files!, '')
  expect(entries.map(({ name, path, folder }) => [name, path, folder])).toEqual([
    ['sub', 'files/sub', true],
    ['a.csv', 'files/a.csv', false],
    ['b.ndjson', 'files/b.ndjson', false],
  ])
  expect(await firstLines(roots, 'files/b.ndjson', 2)).toEqual(['line 1', 'line 2'])
  for (const folder of ['..', '../keys', 'door', '/etc', 'sub/../../keys'])
    await expect(listFiles(roots, files!, folder), folder).rejects.toThrow(Problem)
  for (const path of ['files/window', 'files/door/secrets.key', '../keys/secrets.key', 'files/none', 'files/sub'])
    await expect(firstLines(roots, path, 1), path).rejects.toThrow(Problem)
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
