/** Every function, operator and form: its examples are tests, its help is complete in both languages, its SQL is SQL. */
import { describe, expect, test } from 'vitest'
import { checkText } from '../check.ts'
import { printSql } from '../sql.ts'
import { parse } from '../syntax/parse.ts'
import { print } from '../syntax/print.ts'
import { generatedOutcomes, interpretedOutcomes, STILL } from '../testing/evaluate.ts'
import { formatType } from '../types.ts'
import { type Json, toJson } from '../value.ts'
import { catalogue } from './catalogue.ts'

/** The value of an expression without columns, by both ways of evaluating. */
function evaluated(text: string): { interpreted: Json; generated: Json; calls: Set<string> } {
  const { expr, problems } = checkText(text, { fields: [] })
  if (!expr) throw new Error(problems.map(({ message }) => message).join(' '))
  const outcome = ([first]: ReturnType<typeof interpretedOutcomes>) =>
    first && 'value' in first ? toJson(first.value, expr.type) : `failed: ${first?.failed}`
  return {
    interpreted: outcome(interpretedOutcomes(expr, [[]], STILL)),
    generated: outcome(generatedOutcomes(expr, { fields: [], rows: [[]] }, STILL)),
    calls: new Set(JSON.stringify(expr).match(/"fn":"(?:[^"\\]|\\.)*"/g)),
  }
}

for (const { name, examples, usage, summary, zh, sql, beyondFlink, ...definition } of catalogue) {
  describe(name, () => {
    test('has help in both languages', () => {
      expect(usage).not.toBe('')
      expect(summary).toMatch(/^[A-Ze0-9].*\.$/s)
      expect(zh).toMatch(/[\u4e00-\u9fff].*。$/s)
      expect(examples.length).toBeGreaterThan(0)
    })

    for (const [text, value] of examples) {
      test(text, () => {
        const { interpreted, generated, calls } = evaluated(text)
        expect(interpreted).toEqual(value)
        expect(generated).toEqual(value)
        expect(calls).toContain(`"fn":${JSON.stringify(name)}`)
      })

      test(`${text} has Flink SQL or a reason why there is none`, () => {
        const { expr } = checkText(text, { fields: [] })
        const printed = printSql(expr!, () => 'c')
        expect(printed.beyond.some(({ fn }) => fn === name)).toBe(beyondFlink !== undefined)
        if (beyondFlink === undefined) expect(printed.sql).not.toContain('undefined')
        // SQL is read back as the same expression: our dialect contains what we print.
        if (printed.beyond.length > 0 || printed.sql.includes('VARIANT')) return
        const again = checkText(printed.sql, { fields: [] })
        expect(again.problems.filter(({ severity }) => severity === 'error')).toEqual([])
        expect(formatType(again.expr!.type)).toBe(formatType(expr!.type))
      })

      test(`${text} is printed so that it is read back`, () => {
        const printed = print(parse(text).expr!)
        expect(print(parse(printed).expr!)).toBe(printed)
      })
    }

    test('can be evaluated', () => {
      expect(definition.bind ?? definition.bindLazy).toBeDefined()
    })
  })
}

test('what differs from one moment or chance to the next says so', () => {
  const later = { ...STILL, now: () => STILL.now() + 1e9, random: () => 0.25 }
  const calls = catalogue.flatMap(({ name, deterministic }) => {
    const { expr } = checkText(`CAST(${name}() AS STRING)`, { fields: [] })
    const outcomes = expr && [STILL, later].map((world) => interpretedOutcomes(expr, [[]], world))
    const differs = outcomes !== undefined && JSON.stringify(outcomes[0]) !== JSON.stringify(outcomes[1])
    return differs ? [{ name, deterministic }] : []
  })
  expect(calls.map(({ name }) => name)).toEqual(expect.arrayContaining(['RAND', 'NOW', 'UNIX_TIMESTAMP']))
  for (const call of calls) expect(call).toEqual({ name: call.name, deterministic: false })
})
