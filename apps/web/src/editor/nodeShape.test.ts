import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nodeShape, wrapped } from './nodeShape.ts'

const measure = (text: string) => text.length * 7
const texts = { title: 'Filter', summary: 'status = paid', code: false, more: 0 }

describe('the shape of a node', () => {
  test('is at least 128 and at most 240 wide, in steps of 8', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.string({ maxLength: 60 }), (summary, title) => {
        const { width } = nodeShape({ ...texts, summary, title }, { in: {} }, { out: {} }, measure)
        expect(width).toBeGreaterThanOrEqual(128)
        expect(width).toBeLessThanOrEqual(240)
        expect(width % 8).toBe(0)
      }),
    )
  })

  test('puts side outputs at the bottom and the others at the side', () => {
    const { ports, width, height } = nodeShape(
      texts,
      { left: {}, right: {} },
      { out: {}, late: { side: true } },
      measure,
    )
    expect(ports.map(({ name, kind, x, y }) => [name, kind, x, y])).toEqual([
      ['left', 'input', 0, 16],
      ['right', 'input', 0, 38],
      ['out', 'output', width, 16],
      ['late', 'side', 32, height],
    ])
  })

  test('has room for what stands under the summary', () => {
    const plain = nodeShape(texts, { in: {} }, { out: {} }, measure)
    expect(nodeShape({ ...texts, more: 60 }, { in: {} }, { out: {} }, measure).height).toBe(plain.height + 60)
  })
})

describe('lines', () => {
  test('break after words, and are two at most', () => {
    expect(wrapped('sum(amount), count by shop, every 1 min', 170, measure)).toEqual([
      'sum(amount), count by',
      'shop, every 1 min',
    ])
    expect(wrapped('one two three four five six seven', 70, measure)).toEqual(['one two', 'three fou…'])
  })
  test('break between Chinese characters, never before their punctuation', () => {
    expect(wrapped('按店铺统计，每分钟', 35, measure)).toEqual(['按店铺统', '计，每分钟'])
  })
  test('never lose the beginning of a text and never overflow', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 80, unit: 'grapheme' }),
        fc.integer({ min: 30, max: 200 }),
        (text, room) => {
          const lines = wrapped(text, room, measure)
          expect(lines.length).toBeLessThanOrEqual(2)
          if (text.trim() !== '') expect(text.trimStart().startsWith(lines[0]!.trim())).toBe(true)
          for (const line of lines) if (line.length > 1) expect(measure(line)).toBeLessThanOrEqual(Math.max(room, 14))
        },
      ),
    )
  })
})
