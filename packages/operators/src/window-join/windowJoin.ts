import { control, defineOperator } from '@millrace/algebra'
import * as z from 'zod'
import { joining, lateSides } from '../shared/joining.ts'
import { sessionKey, windowSpec } from '../shared/windowSpec.ts'
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
    kind: joining.kind,
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
    if (!window) {
      const pairs = left.windowJoin(right, config)
      return { out: pairs, lateLeft: pairs.lateLeft, lateRight: pairs.lateRight }
    }
    const over = windowSpec(window)
    const lefts = left.assign(over, 'left-windows', sessionKey(window, config.leftKeys))
    const rights = right.assign(over, 'right-windows', sessionKey(window, config.rightKeys))
    const pairs = lefts.windowJoin(rights, config)
    // Rows of sessions are judged when they come, those of other windows when they are joined.
    const { lateLeft, lateRight } = pairs
    return { out: pairs, lateLeft: lefts.late ?? lateLeft, lateRight: rights.late ?? lateRight }
  },
  examples,
})
