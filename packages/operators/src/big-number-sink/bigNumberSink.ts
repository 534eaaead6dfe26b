import { control, defineSink, fieldIndex } from '@millrace/algebra'
import { formatType, isNumeric } from '@millrace/language'
import * as z from 'zod'
import { zh } from './zh.ts'

/** Shows the value of the newest row as one large number, with what it was before. */
export const bigNumberSink = defineSink({
  type: 'big-number-sink',
  palette: {
    group: 'sink',
    icon: 'hash',
    title: 'Big number',
    summary: 'Shows one value in large figures.',
    synonyms: ['kpi', 'metric', 'gauge', 'counter', 'total', 'dashboard'],
  },
  zh,
  config: z.strictObject({
    value: control.field().describe('The field with the number.'),
    label: z.string().max(100).default('').meta({ control: 'text' }).describe('What the number is, in a few words.'),
    unit: z.string().max(20).default('').meta({ control: 'text' }).describe('Its unit: ¥, %, ms …'),
    comparison: control
      .field()
      .optional()
      .describe('A field with the number to compare with; without it the value before.'),
  }),
  accepts: ['append', 'upsert', 'retract'],
  guarantee: 'exactly-once',
  table({ value, label, unit, comparison }, input, problem) {
    const column = numberIn(value, 'value')
    const compared = comparison && numberIn(comparison, 'comparison')
    const options = { value: column ?? -1, label, unit, ...(compared !== undefined && { comparison: compared }) }
    return {
      connector: 'big-number-sink',
      options: { ...options, ...(input.type.time !== undefined && { time: input.type.time }) },
      row: input.row,
      bounded: false,
    }

    function numberIn(field: typeof value, path: string): number | undefined {
      const index = fieldIndex(input.scope, field, input.row)
      if (index === undefined || isNumeric(input.row[index]!.type)) return index
      const type = formatType(input.row[index]!.type)
      problem({ code: 'field-type', message: `A big number shows numbers; \`${field.text}\` is ${type}.`, path })
      return index
    }
  },
  examples: [
    { title: 'Revenue of the last minute', config: { value: 'revenue', label: 'Revenue, last minute', unit: '¥' } },
  ],
})
