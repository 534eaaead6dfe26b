import { control, defineOperator } from '@millrace/algebra'
import * as z from 'zod'
import { joining } from '../shared/joining.ts'
import { examples } from './examples.ts'
import { zh } from './zh.ts'

/** Joins two streams as SQL joins two tables, and keeps the result up to date: all rows of both sides are kept. */
export const streamJoin = defineOperator({
  type: 'stream-join',
  palette: {
    group: 'join',
    icon: 'merge',
    title: 'Join',
    summary: 'Joins two streams as tables, for as long as rows are kept.',
    synonyms: ['inner', 'left', 'outer', 'full', 'semi', 'anti', 'exists', 'in', 'not in', 'combine', 'lookup'],
  },
  zh,
  config: z.strictObject({
    kind: joining.kind,
    leftKeys: joining.leftKeys,
    rightKeys: joining.rightKeys,
    nullSafe: z
      .boolean()
      .default(false)
      .meta({ control: 'switch' })
      .describe('NULL equals NULL (IS NOT DISTINCT FROM).'),
    nullAware: z
      .boolean()
      .default(false)
      .meta({ control: 'switch' })
      .describe('Compare as IN and NOT IN do: with it, one NULL on the right leaves nothing of an anti join.'),
    condition: joining.condition,
    fields: joining.fields,
    leftTtl: control
      .duration()
      .optional()
      .meta({ title: 'Keep left rows for' })
      .describe('After this long a left row is forgotten; without it, it is kept for ever.'),
    rightTtl: control
      .duration()
      .optional()
      .meta({ title: 'Keep right rows for' })
      .describe('After this long a right row is forgotten; without it, it is kept for ever.'),
  }),
  inputs: { left: {}, right: {} },
  outputs: { out: {} },
  plan: ({ config: { leftTtl, rightTtl, ...config }, inputs: { left, right } }) => ({
    out: left.join(right, { ...config, ttl: { left: leftTtl, right: rightTtl } }),
  }),
  examples,
})
