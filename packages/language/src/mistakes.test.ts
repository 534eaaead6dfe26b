/** Mistakes people make: what is said, where, and what becomes of the text when the remedy is taken. */
import { describe, expect, test } from 'vitest'
import { checkText, type Scope } from './check.ts'
import type { Diagnostic } from './diagnostic.ts'
import { typeOf } from './syntax/parseType.ts'

const scope: Scope = {
  fields: [
    { name: 'amount', ...typeOf('DECIMAL(10, 2)') },
    { name: 'qty', ...typeOf('INT') },
    { name: 'id', ...typeOf('BIGINT NOT NULL') },
    { name: 'rate', ...typeOf('DOUBLE') },
    { name: 'status', ...typeOf('STRING') },
    { name: 'code', ...typeOf('CHAR(3)') },
    { name: 'paid', ...typeOf('BOOLEAN') },
    { name: 'at', ...typeOf('TIMESTAMP(3)') },
    { name: 'day', ...typeOf('DATE') },
    { name: 'tags', ...typeOf('ARRAY<STRING>') },
    { name: 'props', ...typeOf('MAP<STRING, INT>') },
    { name: 'buyer', ...typeOf('ROW<name STRING, city STRING>') },
    { name: 'two words', ...typeOf('INT') },
  ],
  qualified: [{ name: 'left', fields: [{ name: 'price', ...typeOf('INT') }] }],
}

const problemsOf = (text: string) => checkText(text, scope).problems
const placeOf = (text: string, { span }: Diagnostic) => text.slice(...(span ?? [0, text.length]))

function fixed(text: string, { fixes }: Diagnostic): string | undefined {
  const fix = fixes?.[0]
  return fix && text.slice(0, fix.span[0]) + fix.text + text.slice(fix.span[1])
}

/** Text, code, place, words of the message, and the text after the first remedy where there is one. */
type Mistake = [text: string, code: string, place: string, says: string, after?: string]

const errors: Mistake[] = [
  // Names.
  ['amuont > 1', 'field-not-found', 'amuont', 'amuont', 'amount > 1'],
  ['Amount > 1', 'field-not-found', 'Amount', 'Amount', 'amount > 1'],
  ['two_words > 1', 'field-not-found', 'two_words', 'two_words', '`two words` > 1'],
  ['status = active', 'field-not-found', 'active', 'active', "status = 'active'"],
  ['buyer.nmae', 'field-not-found', 'nmae', 'nmae', 'buyer.name'],
  ['left.prize', 'field-not-found', 'prize', 'prize', 'left.price'],
  ['lift.price', 'field-not-found', 'lift', 'lift', 'left.price'],
  ['UPER(status)', 'function-not-found', 'UPER', 'UPER', 'UPPER(status)'],
  ['substr_index(status)', 'function-not-found', 'substr_index', 'SUBSTR_INDEX', 'SUBSTRING(status)'],
  ['frobnicate(status)', 'function-not-found', 'frobnicate', 'FROBNICATE'],
  ['SUM(amount)', 'aggregate-not-allowed', 'SUM', 'aggregate'],
  ['COUNT(DISTINCT id)', 'aggregate-not-allowed', 'COUNT', 'aggregate'],
  ['CAST(qty AS STRNG)', 'syntax-error', 'STRNG', 'STRNG', 'CAST(qty AS STRING)'],
  ['EXTRACT(YAER FROM at)', 'syntax-error', 'YAER', 'YAER', 'EXTRACT(YEAR FROM at)'],
  // Types.
  ["amount > '100'", 'operand-types', "'100'", 'DECIMAL(10, 2) and CHAR(3)', 'amount > 100'],
  ['status = 5', 'operand-types', 'status', 'STRING and INT', 'CAST(status AS INT) = 5'],
  ['qty = status', 'operand-types', 'status', 'INT and STRING', 'qty = CAST(status AS INT)'],
  ['paid = 1', 'operand-types', 'paid = 1', 'BOOLEAN and INT'],
  ['day > at', 'operand-types', 'day > at', 'DATE and TIMESTAMP(3)'],
  ['status + code', 'operand-types', 'status + code', 'STRING and CHAR(3)', 'status || code'],
  ['status * 2', 'operand-types', 'status', 'STRING and INT', 'CAST(status AS DOUBLE) * 2'],
  ['rate % 2', 'operand-types', 'rate', 'DOUBLE', 'CAST(rate AS DECIMAL(38, 10)) % 2'],
  ['at - at', 'operand-types', 'at - at', 'TIMESTAMP(3)'],
  ['at + 1', 'operand-types', 'at + 1', 'TIMESTAMP(3) and INT'],
  ['paid || paid', 'operand-types', 'paid || paid', 'conditions', 'paid OR paid'],
  ['amount AND paid', 'operand-types', 'amount', 'DECIMAL(10, 2)'],
  ['NOT qty', 'operand-types', 'qty', 'INT'],
  ['tags > tags', 'operand-types', 'tags > tags', 'ARRAY'],
  ['ABS(status)', 'argument-type', 'status', 'STRING', 'ABS(CAST(status AS DOUBLE))'],
  ['UPPER(qty)', 'argument-type', 'qty', 'INT', 'UPPER(CAST(qty AS STRING))'],
  ['SUBSTRING(status, rate)', 'argument-type', 'rate', 'DOUBLE', 'SUBSTRING(status, CAST(rate AS INT))'],
  ['ROUND()', 'argument-count', 'ROUND()', 'ROUND takes'],
  ["tags['a']", 'argument-type', "'a'", 'INT', "tags[CAST('a' AS INT)]"],
  ['tags[0]', 'array-position', '0', 'begin at 1'],
  ['props[1]', 'argument-type', '1', 'STRING', 'props[CAST(1 AS STRING)]'],
  ['status.x', 'argument-type', 'status.x', 'STRING'],
  ['CAST(qty AS TIMESTAMP(3))', 'cast-not-possible', 'CAST(qty AS TIMESTAMP(3))', 'INT'],
  ["CASE WHEN paid THEN 1 ELSE 'a' END", 'result-types', '1', 'INT, CHAR(1)'],
  ['CASE WHEN qty THEN 1 END', 'operand-types', 'qty', 'INT'],
  ['qty + NULL', 'untyped-null', 'NULL', 'NULL', 'qty + CAST(NULL AS INT)'],
  // Grammar.
  ['status == 1', 'syntax-error', '==', '==', 'status = 1'],
  ['qty != 1', 'syntax-error', '!=', '!=', 'qty <> 1'],
  ['paid && paid', 'syntax-error', '&&', '&&', 'paid AND paid'],
  ['!paid', 'syntax-error', '!', '!', 'NOT paid'],
  ['status = "x"', 'syntax-error', '"x"', 'Double quotes', "status = 'x'"],
  ['status = “it’s”', 'syntax-error', '“it’s”', 'meaning', "status = 'it’s'"],
  ['status = ‘ok’', 'syntax-error', '‘ok’', 'meaning', "status = 'ok'"],
  ['ABS（qty)', 'syntax-error', '（', 'meaning', 'ABS(qty)'],
  ['qty ≥ 3', 'syntax-error', '≥', 'meaning', 'qty >= 3'],
  ["status = 'open", 'syntax-error', "'open", 'not closed'],
  ['qty + ', 'syntax-error', '', 'Expected an expression'],
  ['qty > AND paid', 'syntax-error', 'AND', 'Expected an expression'],
  ['(qty + 1', 'syntax-error', '', 'Expected `)`'],
  ['qty 5', 'syntax-error', '5', 'Expected the end'],
  ['CASE qty', 'syntax-error', '', 'Expected WHEN'],
  ['12345678901234567890123', 'syntax-error', '12345678901234567890123', 'too many digits'],
  ['1e999', 'syntax-error', '1e999', 'too large'],
  ["DATE '2024-13-01'", 'syntax-error', "'2024-13-01'", 'not a DATE'],
  ['# qty', 'syntax-error', '#', 'Unexpected character'],
]

const warnings: Mistake[] = [
  ['status = NULL', 'always-null', 'status = NULL', 'NULL', 'status IS NULL'],
  ['NULL <> qty', 'always-null', 'NULL <> qty', 'NULL', 'qty IS NOT NULL'],
  ['qty / 2', 'integer-division', 'qty / 2', 'fraction', 'CAST(qty AS DOUBLE) / 2'],
  ['id IS NULL', 'never-null', 'id IS NULL', 'never NULL'],
  ['qty = qty', 'same-operands', 'qty = qty', 'itself'],
  [
    "status = 'a' AND status = 'b'",
    'always-false',
    "status = 'a' AND status = 'b'",
    'never',
    "status = 'a' OR status = 'b'",
  ],
  ['qty <> 1 OR qty <> 2', 'always-true', 'qty <> 1 OR qty <> 2', 'every value', 'qty <> 1 AND qty <> 2'],
  ['qty BETWEEN 9 AND 1', 'turned-bounds', 'qty BETWEEN 9 AND 1', 'never', 'qty BETWEEN 1 AND 9'],
  [
    "day BETWEEN DATE '2024-02-01' AND DATE '2024-01-01'",
    'turned-bounds',
    '',
    'never',
    "day BETWEEN DATE '2024-01-01' AND DATE '2024-02-01'",
  ],
  ['qty NOT IN (1, CAST(NULL AS INT))', 'null-member', 'CAST(NULL AS INT)', 'never'],
  ["status LIKE '*ok*'", 'wildcards', "'*ok*'", '%', "status LIKE '%ok%'"],
  ['CAST(status AS VARCHAR)', 'missing-length', 'CAST(status AS VARCHAR)', 'one character', 'CAST(status AS STRING)'],
  ['CAST(rate AS DECIMAL)', 'missing-length', 'CAST(rate AS DECIMAL)', 'no fraction', 'CAST(rate AS DECIMAL(18, 2))'],
  ["DATE_FORMAT(at, 'YYYY-MM-DD')", 'pattern-letters', "'YYYY-MM-DD'", 'week', "DATE_FORMAT(at, 'yyyy-MM-dd')"],
  ["DATE_FORMAT(at, 'yyyy-mm-dd')", 'pattern-letters', "'yyyy-mm-dd'", 'minute', "DATE_FORMAT(at, 'yyyy-MM-dd')"],
  ["DATE_FORMAT(at, 'hh:mm:ss')", 'pattern-letters', "'hh:mm:ss'", '12', "DATE_FORMAT(at, 'HH:mm:ss')"],
  [
    "TO_TIMESTAMP(status, 'yyyy-MM-dd HH:MM:ss')",
    'pattern-letters',
    "'yyyy-MM-dd HH:MM:ss'",
    'month',
    "TO_TIMESTAMP(status, 'yyyy-MM-dd HH:mm:ss')",
  ],
  ['amount / 0', 'always-fails', 'amount / 0', 'Division by zero'],
  ["CAST('abc' AS INT)", 'always-fails', "CAST('abc' AS INT)", 'abc'],
  ["at > 'yesterday'", 'always-fails', "at > 'yesterday'", 'yesterday'],
]

function checkMistake([text, code, place, says, after]: Mistake, severity: Diagnostic['severity']): void {
  const found = problemsOf(text)
  const problem = found.find((candidate) => candidate.code === code && candidate.severity === severity)
  expect({ text, found: found.map((candidate) => candidate.code) }).toEqual({
    text,
    found: expect.arrayContaining([code]),
  })
  if (place !== '' || severity === 'error') expect(placeOf(text, problem!)).toBe(place)
  expect(problem!.message).toContain(says)
  expect(fixed(text, problem!)).toBe(after)
  if (after !== undefined) expect(problemsOf(after).map((left) => left.code)).not.toContain(code)
}

describe('errors', () => {
  test.each(errors)('%s', (...mistake) => {
    checkMistake(mistake as Mistake, 'error')
    expect(checkText(mistake[0], scope).expr).toBeUndefined()
  })
})

describe('warnings', () => {
  test.each(warnings)('%s', (...mistake) => {
    checkMistake(mistake as Mistake, 'warning')
    expect(checkText(mistake[0], scope).expr).toBeDefined()
  })
})

test.each([
  ['amuont > 1 AND statsu = 5 OR UPER(code)', ['field-not-found', 'field-not-found', 'function-not-found']],
  ['qty > AND amuont > 1 OR (statsu = )', ['syntax-error', 'syntax-error', 'field-not-found', 'field-not-found']],
  ['"a" = ‘b’ AND amuont', ['syntax-error', 'syntax-error', 'field-not-found']],
  ["status > 1 AND amount > 'x'", ['operand-types', 'operand-types']],
  ['amuont 5', ['syntax-error', 'field-not-found']],
])('all problems at once: %s', (text, codes) => {
  expect(problemsOf(text).map(({ code }) => code)).toEqual(codes)
})

test.each([
  "amount > 100 AND status IN ('a', 'b')",
  "status = 'a' OR status = 'b'",
  "status <> 'a' AND status <> 'b'",
  'qty BETWEEN 1 AND 1',
  "status LIKE 'a*b%'",
  'CAST(qty AS DECIMAL)',
  'CAST(status AS VARCHAR(1))',
  'amount / 2',
  'rate / 0',
  "DATE_FORMAT(at, 'yyyy-MM-dd HH:mm:ss.SSS')",
  "DATE_FORMAT(at, 'hh:mm a')",
  "DATE_FORMAT(at, 'YYYY-''W''ww')",
  "DATE_FORMAT(at, 'yyyyMMdd')",
  "DATE_FORMAT(at, 'mm:ss')",
  "at > '2024-01-01 00:00:00'",
  'qty = id',
])('nothing is said about %s', (text) => {
  expect(problemsOf(text)).toEqual([])
})

test('every remedy changes the text inside it', () => {
  for (const [text] of [...errors, ...warnings])
    for (const { fixes, span } of problemsOf(text)) {
      for (const place of [span ?? [0, 0], ...(fixes ?? []).map((fix) => fix.span)]) {
        expect(place[0]).toBeGreaterThanOrEqual(0)
        expect(place[1]).toBeLessThanOrEqual(text.length)
        expect(place[0]).toBeLessThanOrEqual(place[1])
      }
    }
})
