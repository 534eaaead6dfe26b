/** Upper and lower case. */
import { defineFunction, type FunctionDefinition } from '../definition.ts'
import { sameAsFirst } from '../params.ts'
import { generateCase } from './onBytes.ts'
import { text } from './signatures.ts'

/** Words are runs of ASCII letters and digits; other letters stay as they are (Calcite's SqlFunctions.initcap). */
const initcap = (value: string) =>
  value.replace(/[A-Za-z0-9]+/g, (word) => word[0]!.toUpperCase() + word.slice(1).toLowerCase())

export const caseFunctions: readonly FunctionDefinition[] = [
  defineFunction({
    name: 'UPPER',
    group: 'text',
    usage: 'UPPER(text)',
    summary: 'The text in upper case.',
    zh: '转换为大写。',
    examples: [["UPPER('aB1')", 'AB1']],
    params: [text],
    returns: sameAsFirst,
    evaluate: (value) => (value as string).toUpperCase(),
    generate: generateCase(true),
  }),
  defineFunction({
    name: 'LOWER',
    group: 'text',
    usage: 'LOWER(text)',
    summary: 'The text in lower case.',
    zh: '转换为小写。',
    examples: [["LOWER('ÄÖÜ')", 'äöü']],
    params: [text],
    returns: sameAsFirst,
    evaluate: (value) => (value as string).toLowerCase(),
    generate: generateCase(false),
  }),
  defineFunction({
    name: 'INITCAP',
    group: 'text',
    usage: 'INITCAP(text)',
    summary: 'Every word with a capital first letter, the rest in lower case.',
    zh: '每个单词首字母大写，其余小写。',
    examples: [["INITCAP('hello wORLD foo_bar 1a')", 'Hello World Foo_Bar 1a']],
    params: [text],
    returns: sameAsFirst,
    evaluate: (value) => initcap(value as string),
  }),
]
