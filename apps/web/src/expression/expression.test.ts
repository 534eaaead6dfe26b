import { BOOLEAN, type Environment, type Row, type RowType, typeOf, UTC } from '@millrace/language'
import { describe, expect, test } from 'vitest'
import { type SuggestionKind, suggestionsAt } from './completions.ts'
import { namedFunctions } from './functions.ts'
import { helpAt, helpAtCaret } from './help.ts'
import { marksOf } from './marks.ts'
import { fixAt, marked, problemsOf } from './problems.ts'
import { resultOf } from './result.ts'
import type { ExpressionScope } from './scope.ts'

const fields: RowType = [
  { name: 'amount', ...typeOf('DECIMAL(10, 2)') },
  { name: 'status', ...typeOf('STRING') },
  { name: 'order', ...typeOf('ROW<id INT, buyer ROW<name STRING>>') },
  { name: 'two words', ...typeOf('INT NOT NULL') },
]
const sampleRow: Row = [1250, "it's paid", [7, ['Ann']], 3]
const scope: ExpressionScope = { fields, sampleRow }
const STILL: Environment = { zone: UTC, now: () => 0, random: () => 0.5 }

/** Suggestions where `|` stands in the text. */
function at(marked: string, within: ExpressionScope = scope) {
  const place = marked.indexOf('|')
  return suggestionsAt(marked.replace('|', ''), place, within, 'en')
}
const labels = (marked: string, kind?: SuggestionKind, within?: ExpressionScope) =>
  at(marked, within)
    ?.list.filter((suggestion) => kind === undefined || suggestion.kind === kind)
    .map(({ label }) => label)

describe('suggestions', () => {
  test('an operand may be a field, with its type and its value in the selected row', () => {
    expect(at('am|')?.list.find(({ label }) => label === 'amount')).toEqual({
      kind: 'field',
      label: 'amount',
      insert: 'amount',
      caret: 6,
      detail: 'DECIMAL(10, 2)',
      sample: '12.50',
    })
    expect(at('amount > 1 AND st|')).toMatchObject({ from: 15, word: 'st' })
  })

  test('a name that is no plain word is written in backticks, also when one is open already', () => {
    expect(at('tw|')?.list.find(({ label }) => label === 'two words')?.insert).toBe('`two words`')
    expect(at('1 + `two w|')).toMatchObject({ from: 4, word: 'two w' })
  })

  test('every function is offered with its signature and a sentence in the language', () => {
    expect(labels('|', 'function')).toEqual(namedFunctions.map(({ name }) => name))
    expect(namedFunctions.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['MOD', 'SUBSTRING', 'CURRENT_DATE', 'CAST']),
    )
    const upper = suggestionsAt('UPP', 3, scope, 'zh')?.list.find(({ label }) => label === 'UPPER')
    expect(upper).toMatchObject({ insert: 'UPPER()', caret: 6, detail: 'UPPER(text)' })
    expect(upper?.summary).toMatch(/[\u4e00-\u9fff]/)
  })

  test('parentheses that are there already are not written again', () => {
    expect(at('UP|(status)')?.list.find(({ label }) => label === 'UPPER')?.insert).toBe('UPPER')
  })

  test('behind a dot stand the fields of the row, at any depth', () => {
    expect(labels('order.|')).toEqual(['id', 'buyer'])
    expect(labels('order.buyer.n|')).toEqual(['name'])
    expect(labels('status.|')).toEqual([])
    const qualified = [{ name: 'left', fields }]
    expect(labels('left.|', undefined, { fields: [], qualified })).toEqual(['amount', 'status', 'order', 'two words'])
    expect(labels('|', 'row', { fields: [], qualified })).toEqual(['left'])
  })

  test('behind a comparison stands the value of the selected row', () => {
    expect(labels('status = |', 'value')).toEqual(["'it''s paid'"])
    expect(labels('amount >= |', 'value')).toEqual(['12.50'])
    expect(labels('amount + |', 'value')).toEqual([])
  })

  test('behind an operand stand operators, and what belongs into the form that is open', () => {
    expect(labels('amount |')).toContain('IS NULL')
    expect(labels('amount |', 'field')).toEqual([])
    expect(labels('CAST(amount |')).toContain('AS')
    expect(labels('CASE WHEN amount > 1 |')).toContain('THEN')
    expect(labels('amount IS |')).toContain('NOT NULL')
  })

  test('types and units stand where the grammar wants them', () => {
    expect(labels('CAST(amount AS |')).toEqual(expect.arrayContaining(['STRING', 'DECIMAL(10, 2)', 'TIMESTAMP(3)']))
    expect(labels("INTERVAL '5' |")).toContain('MINUTE')
    expect(labels('EXTRACT(|')).toContain('YEAR FROM')
    expect(labels('FLOOR(x TO |')).toContain('DAY')
  })

  test('nothing is suggested inside a text, a number or a comment', () => {
    for (const text of ["status = 'pa|", "'a'|", '12|', 'amount -- am|', 'amount /* am|'])
      expect(at(text)).toBeUndefined()
    expect(labels('/* note */ |', 'field')).toHaveLength(4)
  })

  test('aggregates are offered where they may be called', () => {
    const aggregates = [{ name: 'sum', summary: 'Sum.' }]
    expect(labels('|', 'aggregate', { fields, aggregates })).toEqual(['SUM'])
  })
})

test('each piece of a text is what it means there', () => {
  const text = "UPPER(status) = 'x' AND amount > 1.5 -- why\n OR other.amount IS NULL"
  const kinds = marksOf(text, scope).map(({ from, to, kind }) => `${text.slice(from, to)} ${kind}`)
  expect(kinds).toEqual([
    'UPPER function',
    '( symbol',
    'status field',
    ') symbol',
    '= symbol',
    "'x' text",
    'AND keyword',
    'amount field',
    '> symbol',
    '1.5 number',
    '-- why comment',
    'OR keyword',
    'other name',
    '. symbol',
    'amount field',
    'IS keyword',
    'NULL keyword',
  ])
})

test('marks are in order and do not overlap, whatever the text', () => {
  for (const text of ["'open", '`open', '"x" + 1', '/* open', '1 /* a */ -- b', '😀 + a', "x'0"]) {
    let end = 0
    for (const { from, to } of marksOf(text, scope)) {
      expect(from).toBeGreaterThanOrEqual(end)
      expect(to).toBeGreaterThan(from)
      end = to
    }
    expect(end).toBeLessThanOrEqual(text.length)
  }
})

describe('help', () => {
  test('for a function: how it is written, what it does and an example', () => {
    const help = helpAt('ABS(amount)', 1, scope, 'en')
    expect(help).toMatchObject({ from: 0, to: 3, title: 'ABS(number)' })
    expect(help?.lines[0]?.[0]).toBe('Example')
  })
  test('for a field: type, whether it may be NULL, the value of the selected row', () => {
    expect(helpAt('ABS(amount)', 6, scope, 'en')).toEqual({
      from: 4,
      to: 10,
      title: 'amount',
      type: 'DECIMAL(10, 2)',
      summary: 'may be NULL',
      lines: [['Selected row', '12.50']],
    })
    expect(helpAt('order.buyer.name', 13, scope, 'zh')).toMatchObject({ title: 'name', type: 'STRING' })
    expect(helpAt('`two words`', 3, scope, 'en')).toMatchObject({ title: 'two words', type: 'INT' })
  })
  test('for an operator, and nothing for what means nothing', () => {
    expect(helpAt('1 + 2', 2, scope, 'zh')).toMatchObject({ title: 'a + b' })
    expect(helpAt('1 + 2', 1, scope, 'en')).toBeUndefined()
    expect(helpAt("'ABS('", 2, scope, 'en')).toBeUndefined()
    expect(helpAt('nothing', 2, scope, 'en')).toBeUndefined()
  })
  test.each([
    ['ABS|(amount)', 'ABS(number)'],
    ['ABS(am|ount)', 'amount'],
    ['ABS(amount|)', 'amount'],
    ['ABS(| )', 'ABS(number)'],
    ['UPPER(CONCAT(status, |', 'CONCAT('],
    ['ABS(amount) |', undefined],
    ['', undefined],
  ])('at the caret of %s', (text, title) => {
    const help = helpAtCaret(text.replace('|', ''), text.indexOf('|'), scope, 'en')
    expect(help?.title.slice(0, title?.length)).toBe(title)
  })
})

describe('problems', () => {
  test('are those of the checker, with their remedies', () => {
    const [problem] = problemsOf('amuont > 1', scope)
    expect(problem).toMatchObject({ code: 'field-not-found', span: [0, 6] })
    expect(fixAt([problem!], 3)).toEqual({ title: 'Replace by amount', span: [0, 6], text: 'amount' })
  })
  test('a condition must be one', () => {
    expect(problemsOf('amount', { ...scope, expected: BOOLEAN })).toMatchObject([{ code: 'condition-type' }])
    expect(problemsOf('amount > 1', { ...scope, expected: BOOLEAN })).toEqual([])
    expect(problemsOf('status', { ...scope, expected: typeOf('INT').type })).toMatchObject([
      { code: 'result-type', fixes: [{ text: 'CAST(status AS INT)' }] },
    ])
  })
  test('an empty text and a missing input are not mistakes of the text', () => {
    expect(problemsOf('  ', scope)).toEqual([])
    expect(problemsOf('anything > 1', { fields: [] })).toEqual([])
    expect(problemsOf('SUM(amount) > 1', { fields, aggregates: [] })).toEqual([])
  })
  test('a mark lies inside the text and covers a character', () => {
    const { length } = 'amount >'
    const [problem] = problemsOf('amount >', scope)
    expect(marked(problem!, length, (text) => text)).toMatchObject({ from: 7, to: 8, severity: 'error' })
    expect(marked({ code: 'x', message: 'm', severity: 'error' }, 0, (text) => text)).toMatchObject({ from: 0, to: 0 })
  })
  test('a remedy at the cursor comes before the others', () => {
    const problems = problemsOf('amuont + statsu', scope)
    expect(fixAt(problems, 12)?.text).toBe('status')
    expect(fixAt(problems, 0)?.text).toBe('amount')
  })
})

describe('the value for the selected row', () => {
  test('is shown with its type, also when it is NULL', () => {
    expect(resultOf('amount * 2', scope, STILL)).toEqual({ value: '25.00', type: 'DECIMAL(21, 2)' })
    expect(resultOf("NULLIF(status, 'it''s paid')", scope, STILL)).toEqual({ value: 'NULL', type: 'STRING' })
    expect(resultOf('order.buyer.name', scope, STILL)).toMatchObject({ value: 'Ann' })
  })
  test('a row that fails says why', () => {
    expect(resultOf('1 / (`two words` - 3)', scope, STILL)).toEqual({ failed: 'Division by zero.' })
  })
  test('there is none without a row or for a text with a mistake', () => {
    expect(resultOf('amount', { fields }, STILL)).toBeUndefined()
    expect(resultOf('amount +', scope, STILL)).toBeUndefined()
  })
})
