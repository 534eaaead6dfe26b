import { control, defineOperator } from '@millrace/algebra'
import * as z from 'zod'
import { examples } from './examples.ts'
import { zh } from './zh.ts'

/** One row for each element of an array or entry of a map. */
export const flatMap = defineOperator({
  type: 'flat-map',
  palette: {
    group: 'transform',
    icon: 'ungroup',
    title: 'Flat map',
    summary: 'Makes one row for each element of an array or entry of a map.',
    synonyms: ['unnest', 'explode', 'flatten', 'expand', 'lateral', 'array'],
  },
  zh,
  config: z.strictObject({
    unnest: control
      .expression()
      .meta({ title: 'Elements of' })
      .describe("The array or map: a field, or an expression such as SPLIT(tags, ',')."),
    as: z
      .array(control.name())
      .min(1)
      .optional()
      .meta({ control: 'list' })
      .describe(
        'Names of the new fields: one for an element, one for each field of a row, two for a map (key, value).',
      ),
    ordinality: control.name().optional().describe('Name of a field for the number of the element, from 1.'),
    kind: z
      .enum(['inner', 'left'])
      .default('inner')
      .meta({ control: 'choice' })
      .describe('Whether a row without elements is dropped (inner) or stays with NULL (left).'),
  }),
  inputs: { in: {} },
  outputs: { out: {}, failed: { side: true, summary: 'Rows on which an expression failed.' } },
  plan({ config: { unnest, as, ordinality, kind }, inputs }) {
    const rows = inputs.in.unnest({ of: unnest, as, ordinality, outer: kind === 'left' })
    return { out: rows, failed: rows.failed }
  },
  examples,
})
