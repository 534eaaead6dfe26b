import { decodeUtf8, encodeUtf8 } from '@millrace/language'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LineSplitter } from './lines.ts'

/** The lines of a text that comes in blocks of a size, as a reader hands them over, with their positions. */
function linesOf(text: string, blockBytes: number, delimiter?: string): { line: string; position: number }[] {
  const splitter = new LineSplitter(delimiter)
  const all = encodeUtf8(text)
  const found: { line: string; position: number }[] = []
  let rest = new Uint8Array(0)
  let position = 0
  for (let at = 0; ; at += blockBytes) {
    const block = all.subarray(at, at + blockBytes)
    const bytes = new Uint8Array([...rest, ...block])
    const last = at >= all.length
    const split = splitter.split(bytes, bytes.length, position, last)
    for (let i = 0; i < split.records.n; i++) {
      const { valueStart, valueEnd, position: positions } = split.records
      found.push({ line: decodeUtf8(bytes.subarray(valueStart[i], valueEnd[i])), position: positions[i]! })
    }
    position += bytes.length - split.rest
    rest = bytes.slice(bytes.length - split.rest)
    if (last) return found
  }
}

const texts = (text: string, delimiter?: string) => linesOf(text, 1000, delimiter).map(({ line }) => line)

test('line ends may be those of Windows, and the last line may lack one', () => {
  expect(texts('a\r\nb\nc')).toEqual(['a', 'b', 'c'])
})

test('blank lines are left out', () => {
  expect(texts('\n a \n \t\r\n\nb\n')).toEqual([' a ', 'b'])
})

test('a line end in a quoted value belongs to the value, only where the format has values', () => {
  expect(texts('1,"a\nb"\n2,c\n', ',')).toEqual(['1,"a\nb"', '2,c'])
  expect(texts('1,"a\nb"\n2,c\n')).toEqual(['1,"a', 'b"', '2,c'])
})

test('a doubled quote does not end the value, and a quote inside a bare value means nothing', () => {
  expect(texts('1,"a""\nb"\n2,c\n', ',')).toEqual(['1,"a""\nb"', '2,c'])
  expect(texts('1,5" pipe\n2,x""y\n3,c\n', ',')).toEqual(['1,5" pipe', '2,x""y', '3,c'])
})

test('the position of a line is its first byte, not its first character', () => {
  expect(linesOf('é\nb\n', 1000)).toEqual([
    { line: 'é', position: 0 },
    { line: 'b', position: 3 },
  ])
})

test('lines do not depend on how the file comes in blocks', () => {
  const value = fc.oneof(
    fc.constantFrom('a', '', 'x"y', 'ä'),
    fc.constantFrom('"q"', '"a\nb"', '"a""b"', '","', '"\r\n"'),
  )
  const line = fc.array(value, { minLength: 1, maxLength: 3 }).map((values) => values.join(','))
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 8 }),
      fc.integer({ min: 1, max: 20 }),
      fc.boolean(),
      (lines, size, ended) => {
        const text = lines.join('\n') + (ended ? '\n' : '')
        expect(linesOf(text, size, ',')).toEqual(linesOf(text, 100_000, ','))
        expect(linesOf(text, size)).toEqual(linesOf(text, 100_000))
      },
    ),
    { numRuns: Number(process.env.MILLRACE_RUNS ?? 300) },
  )
})
