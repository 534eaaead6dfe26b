import { control, defineOperator } from '@millrace/algebra'
import * as z from 'zod'
import { joining, lateSides } from '../shared/joining.ts'
import { examples } from './examples.ts'
import { zh } from './zh.ts'

/** Pairs rows of two streams whose times are near each other; both bounds of the interval belong to it. */
export const intervalJoin = defineOperator({
  type: 'interval-join',
  palette: {
    group: 'join',
    icon: 'git-merge',
    title: 'Interval join',
    summary: 'Pairs rows of two streams that happened near each other.',
    synonyms: ['time bound', 'between', 'correlate', 'click after view', 'order and payment'],
  },
  zh,
  config: z.strictObject({
    kind: z
      .enum(['inner', 'left', 'right', 'full'])
      .default('inner')
      .meta({ control: 'choice' })
      .describe('Which rows without a partner go out as well, padded with NULL.'),
    leftKeys: joining.leftKeys,
    rightKeys: joining.rightKeys,
    lower: control.offset().describe('The right time may be this much after the left one at least; -5s is before it.'),
    upper: control.offset().describe('The right time may be this much after the left one at most.'),
    condition: joining.condition,
    fields: joining.fields,
  }),
  inputs: { left: {}, right: {} },
  outputs: { out: {}, ...lateSides },
  plan({ config, inputs }) {
    const pairs = inputs.left.intervalJoin(inputs.right, config)
    return { out: pairs, lateLeft: pairs.lateLeft, lateRight: pairs.lateRight }
  },
  examples,
})
