/** What is said about mistaken expressions is said in 中文, sentence by sentence. */
import { checkText, type Diagnostic, typeOf } from '@millrace/language'
import { expect, test } from 'vitest'
import { sentenceText } from './diagnostics.ts'

const fields = Object.entries({
  amount: 'DECIMAL(10, 2)',
  qty: 'INT',
  id: 'BIGINT NOT NULL',
  rate: 'DOUBLE',
  status: 'STRING',
  paid: 'BOOLEAN',
  at: 'TIMESTAMP(3)',
  day: 'DATE',
  tags: 'ARRAY<STRING>',
  props: 'MAP<STRING, INT>',
  buyer: 'ROW<name STRING>',
}).map(([name, type]) => ({ name, ...typeOf(type) }))

const sentencesOf = ({ message, hint, fixes }: Diagnostic) => [
  message,
  ...(hint === undefined ? [] : [hint]),
  ...(fixes ?? []).map(({ title }) => title).filter((title) => /^(Write|Replace)/.test(title)),
]

test.each([
  'amuont > 1',
  'status = activ',
  'UPER(status)',
  'SUM(qty)',
  'buyer.nam',
  'status.x',
  'CAST(qty AS STRNG)',
  'CAST(qty AS DECIMAL(99, 2))',
  'EXTRACT(YAER FROM at)',
  'EXTRACT(HOUR FROM day)',
  "amount > '100'",
  'status = 5',
  'paid = 1',
  'status + 1',
  'status * 2',
  'rate % 2',
  'at - at',
  'at + 1',
  'paid || paid',
  'amount AND paid',
  'tags > tags',
  'ABS(status)',
  'ROUND()',
  "tags['a']",
  'tags[0]',
  'props[1]',
  'CAST(qty AS TIMESTAMP(3))',
  "CASE WHEN paid THEN 1 ELSE 'a' END",
  'CASE WHEN qty THEN 1 END',
  'CASE WHEN paid THEN NULL END',
  'qty + NULL',
  'status == 1',
  'qty != 1',
  'paid && paid',
  '!paid',
  'status = "x"',
  'status = ‘ok’',
  'ABS（qty)',
  "status = 'open",
  'qty > AND paid',
  '12345678901234567890123',
  '1e999',
  "DATE '2024-13-01'",
  "INTERVAL 'x' DAY",
  '# qty',
  'status = NULL',
  'qty / 2',
  'id IS NULL',
  'qty = qty',
  "status = 'a' AND status = 'b'",
  'qty <> 1 OR qty <> 2',
  'qty BETWEEN 9 AND 1',
  'qty NOT IN (1, CAST(NULL AS INT))',
  "status LIKE '*ok*'",
  'CAST(status AS VARCHAR)',
  'CAST(rate AS DECIMAL)',
  "DATE_FORMAT(at, 'YYYY-MM-DD')",
  "DATE_FORMAT(at, 'yyyy-mm-dd')",
  "DATE_FORMAT(at, 'hh:mm:ss')",
  'amount / 0',
  "CAST('abc' AS INT)",
  "REGEXP(status, '(')",
  "REGEXP(status, 'a(?=b)')",
  'GREATEST(tags)',
  'MAP[1]',
])('%s', (text) => {
  const { problems } = checkText(text, { fields })
  expect(problems).not.toEqual([])
  const english = problems
    .flatMap(sentencesOf)
    .filter((sentence) => !/[\u4e00-\u9fff]/.test(sentenceText(sentence, 'zh')))
  expect(english).toEqual([])
})
