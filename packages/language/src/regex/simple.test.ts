import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compilePattern, Pattern } from './pattern.ts'
import { SHORT_TEXT, simplePattern } from './simple.ts'

test.each([
  '(&|^)channel_id=([^&]*)',
  '[a-z]+',
  '(\\d+)-(\\d+)',
  'user=(\\w+)',
  '^/api/([^/]+)/',
  'a{2,3}b?',
  'é+',
  '\\d{3}-\\d{4}',
  '[a-z]+@[a-z]+\\.com',
  '^https?://',
  '^https?://(?:www\\.)?([^/]+)',
  '\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}',
  '\\.(png|jpe?g|gif|webp)',
  '-?\\d{0,3}\\.?\\d*',
  '.*(error|exception)',
  '(GET|POST|PUT|PATCH|DELETE) ',
])('%s is simple', (pattern) => {
  expect(simplePattern(pattern)).toBeInstanceOf(RegExp)
})

test.each([
  '(a+)+b',
  '(a|a)*b',
  '(a|b)*',
  '.*.*=.*',
  'a*a*a*b',
  '\\w+x\\w+y',
  '\\d+a?\\d+',
  '(\\d+|a)(\\d+)',
  '(?i)abc',
  'a$',
  '\\bword\\b',
  '[a-z&&[^b]]',
  '\\p{L}+',
  'a++',
  '(a*)?',
  '(?=a)',
  'a\\1',
  `${'a?'.repeat(30)}${'a'.repeat(30)}`,
  `${'(a|a)'.repeat(30)}b`,
  `${'(?:ab?|a)'.repeat(30)}c`,
  `${'a{0,16}'.repeat(8)}b`,
  `${'((a?)a?)'.repeat(15)}b`,
  `a*${'a?'.repeat(6)}b`,
  '[',
  '(a',
])('%s is not', (pattern) => {
  expect(simplePattern(pattern)).toBeUndefined()
})

const atom = fc.constantFrom(
  'a',
  'b',
  'é',
  '😀',
  '-',
  '.',
  '[ab]',
  '[^a]',
  '[a-c-]',
  '[^b\\d]',
  '\\d',
  '\\W',
  '\\.',
  '\\-',
  '^',
)
const quantifier = fc.constantFrom('', '', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{1,3}', '{0,2}?')
const { pattern } = fc.letrec<{ pattern: string; sequence: string; item: string }>((tie) => ({
  pattern: fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }).map((list) => list.join('|')),
  sequence: fc.array(tie('item'), { maxLength: 4 }).map((list) => list.join('')),
  item: fc.oneof(
    { maxDepth: 3 },
    fc.tuple(atom, quantifier).map(([a, q]) => a + q),
    fc
      .tuple(fc.constantFrom('(', '(?:'), tie('pattern'), fc.constantFrom('', '?', '*'))
      .map(([a, b, c]) => `${a}${b})${c}`),
  ),
}))
const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é', '😀', '1', '-', '.', '\n', ' '), maxLength: 20 })

test('a simple pattern finds what the automaton finds, in every group', () => {
  let compared = 0
  fc.assert(
    fc.property(pattern, texts, (written, text) => {
      const compiled = compilePattern(written)
      if (!(compiled instanceof Pattern) || simplePattern(written) === undefined) return
      compared++
      const match = compiled.first(text)
      for (let group = 0; group <= compiled.groups; group++) {
        const [from, to] = [match?.[2 * group] ?? -1, match?.[2 * group + 1] ?? -1]
        expect(compiled.extract(text, group)).toBe(from < 0 ? null : text.slice(from, to))
      }
      expect(compiled.found(text)).toBe(match !== undefined)
    }),
    { numRuns: Number(process.env.MILLRACE_RUNS ?? 3000) },
  )
  expect(compared).toBeGreaterThan(100)
})

/** Pieces that a run of the letter a matches in more ways than one. */
const ambiguous = fc.constantFrom(
  'a?',
  'a??',
  '[ab]?',
  'a{1,2}',
  '(a|a)',
  '(?:a|aa)',
  '(ab?|a)',
  '(a|)',
  '(?:ba|a)?',
  '(^|)a?',
)

test('many pieces that match in several ways make a pattern that is not simple', () => {
  fc.assert(
    fc.property(fc.array(ambiguous, { minLength: 7, maxLength: 40 }), fc.nat(3), (pieces, groups) => {
      const pattern = `${'('.repeat(groups)}${pieces.join('')}a${')'.repeat(groups)}c`
      expect(compilePattern(pattern)).toBeInstanceOf(Pattern)
      expect(simplePattern(pattern)).toBeUndefined()
    }),
  )
})

test('a pattern that goes back as much as a simple one can takes at most the square of the text', () => {
  const simple = simplePattern('a*b')!
  // Every position begins anew and runs to the end: 256 · 255 / 2 steps.
  expect(simple.test('a'.repeat(SHORT_TEXT))).toBe(false)
})
