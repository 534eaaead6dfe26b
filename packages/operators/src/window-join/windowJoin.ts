import { control, defineOperator } from '@millrace/algebra'
import * as z from 'zod'
import { joining, lateSides } from '../shared/joining.ts'
import { windowSpec } from '../shared/windowSpec.ts'
import { examples } from './examples.ts'
import { zh } from './zh.ts'

/** Pairs the rows of two streams that lie in the same window, when it is over. */
export const windowJoin = defineOperator({
  type: 'window-join',
  palette: {
    group: 'join',
    icon: 'blend',
    title: 'Window join',
    summary: 'Pairs rows of two streams in the same window.',
    synonyms: ['tumble', 'hop', 'same minute', 'correlate', 'semi', 'anti', 'exists'],
  },
  zh,
  config: z.strictObject({
    kind: z
      .enum(['inner', 'left', 'right', 'full', 'semi', 'anti'])
      .default('inner')
      .meta({ control: 'choice' })
      .describe(
        'Inner gives pairs; left, right and full also rows without a partner, padded with NULL; semi gives left rows with a partner, anti those without.',
      ),
    leftKeys: joining.leftKeys,
    rightKeys: joining.rightKeys,
    window: control
      .window()
      .optional()
      .describe('Windows of event time; leave it out when both inputs have windows already.'),
    condition: joining.condition,
    fields: joining.fields,
  }),
  inputs: { left: {}, right: {} },
  outputs: { out: {}, ...lateSides },
  plan({ config: { window, ...config }, inputs: { left, right } }) {
    const over = window && windowSpec(window)
    const pairs = (over ? left.assign(over, 'left-windows') : left).windowJoin(
      over ? right.assign(over, 'right-windows') : right,
      config,
    )
    return { out: pairs, lateLeft: pairs.lateLeft, lateRight: pairs.lateRight }
  },
  examples,
})
