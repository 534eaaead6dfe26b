import { describe, expect, test } from 'vitest'
import { en, type MessageKey } from './en.ts'
import { message } from './message.ts'
import { zh } from './zh.ts'

const argumentsOf = (text: string) => [...new Set([...text.matchAll(/\{(\w+)/g)].map(([, name]) => name))].sort()

describe('the two languages', () => {
  test('take the same arguments in every text', () => {
    const keys = Object.keys(en) as MessageKey[]
    // A word that changes by number may not need the number in the other language.
    const differ = keys.filter((key) => argumentsOf(zh[key]).some((name) => !argumentsOf(en[key]).includes(name)))
    expect(differ).toEqual([])
    const lost = keys.filter((key) =>
      argumentsOf(en[key]).some((name) => !argumentsOf(zh[key]).includes(name) && name !== 'count'),
    )
    expect(lost).toEqual([])
  })

  test('have Chinese where there is Chinese to have', () => {
    const untranslated = Object.entries(zh).filter(([, text]) => !/\p{Script=Han}/u.test(text))
    expect(untranslated.map(([key]) => key)).toEqual(['table.range'])
  })
})

test('words change by number', () => {
  expect(message('en', 'home.problems', { n: 1 })).toBe('1 problem')
  expect(message('en', 'home.problems', { n: 3 })).toBe('3 problems')
  expect(message('zh', 'home.problems', { n: 3 })).toBe('3 个问题')
})
