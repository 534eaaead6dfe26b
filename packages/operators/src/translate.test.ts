import { expect, test } from 'vitest'
import { catalogue } from './catalogue.ts'
import { sharedZh } from './shared/zh.ts'
import { labelOf, searchWords, textsOf, translate } from './translate.ts'

for (const definition of catalogue) {
  test(`${definition.type}: every text has its Chinese`, () => {
    const missing = textsOf(definition).filter((text) => translate(text, 'zh', definition) === text)
    expect(missing).toEqual([])
  })

  test(`${definition.type}: no Chinese text is left over`, () => {
    const texts = new Set(textsOf(definition))
    expect(Object.keys(definition.zh?.texts ?? {}).filter((text) => !texts.has(text))).toEqual([])
  })
}

test('a text that several definitions share is said in the shared catalogue, and only there', () => {
  const uses = new Map<string, number>()
  for (const definition of catalogue) for (const text of textsOf(definition)) uses.set(text, (uses.get(text) ?? 0) + 1)
  expect(Object.keys(sharedZh).filter((text) => (uses.get(text) ?? 0) === 0)).toEqual([])
  expect([...uses].filter(([text, times]) => times > 1 && !(text in sharedZh))).toEqual([])
  const twice = catalogue.flatMap(({ zh }) => Object.keys(zh?.texts ?? {}).filter((text) => text in sharedZh))
  expect(twice).toEqual([])
})

test('labels come from names', () => {
  expect(labelOf('keyBy')).toBe('Key by')
  expect(labelOf('rowsPerSecond')).toBe('Rows per second')
})

test('an operator is found by words of both languages', () => {
  const sliding = catalogue.find(({ type }) => type === 'sliding-window')!
  expect(searchWords(sliding)).toEqual(expect.arrayContaining(['hop', '滑动窗口']))
})
