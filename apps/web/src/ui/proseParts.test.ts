import { expect, test } from 'vitest'
import { proseParts } from './proseParts.ts'

const marked = (sentence: string) =>
  proseParts(sentence).map(({ kind, text }) => (kind === 'plain' ? text : kind === 'code' ? `<${text}>` : `_${text}_`))

test.each([
  ['Field `usr` is not in the input.', ['Field ', '<usr>', ' is not in the input.']],
  ['Put a *Union* before it.', ['Put a ', '_Union_', ' before it.']],
  ['`a` and `b`', ['<a>', ' and ', '<b>']],
  ['Write price * quantity, or a * b.', ['Write price * quantity, or a * b.']],
  ['A `]` in `[…]', ['A ', '<]>', ' in `[…]']],
  ['', []],
])('%s', (sentence, parts) => expect(marked(sentence)).toEqual(parts))
