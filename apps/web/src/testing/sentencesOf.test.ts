import { expect, test } from 'vitest'
import { sentencesOf } from './sentencesOf.ts'

/** `#` stands for `$`. */
const cases: [code: string, ...sentences: string[]][] = [
  ["problem({ message: 'There is no field.', hint: 'Name one' })", 'There is no field.', 'Name one'],
  ['const m = `There is no #{name} here.`', 'There is no ¤ here.'],
  ["f(`The #{n === 1 ? 'row' : 'rows'} of #{t}.`)", 'The row of ¤.', 'The rows of ¤.'],
  ["f(`It #{no ? 'never' : 'always'} is #{no ? 'false' : 'true'}.`)", 'It never is false.', 'It always is true.'],
  ["const FORM = 'Write so.'; f(`Not so. #{FORM}`)", 'Write so.', 'Not so. Write so.'],
  ["f('One part ' + `of #{a} text.`)", 'One part of ¤ text.'],
  ["z.string().min(1, 'It is empty.').describe('What it is.')", 'It is empty.'],
  ["throw new Error('This must not be.')"],
]

test.each(cases)('%s', (code, ...sentences) => expect(sentencesOf(code.replaceAll('#', '$'))).toEqual(sentences))
