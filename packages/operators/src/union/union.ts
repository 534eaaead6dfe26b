import { defineOperator } from '@millrace/algebra'
import * as z from 'zod'
import { examples } from './examples.ts'
import { zh } from './zh.ts'

/** All rows of several inputs with the same fields; its event time is as far as the slowest input. */
export const union = defineOperator({
  type: 'union',
  palette: {
    group: 'transform',
    icon: 'combine',
    title: 'Union',
    summary: 'Joins the rows of several inputs into one stream.',
    synonyms: ['merge', 'append', 'concat', 'all'],
  },
  zh,
  config: z.strictObject({}),
  inputs: { in: { many: true } },
  outputs: { out: {} },
  plan: ({ inputs, all }) => ({ out: inputs.in.union(all.in.slice(1)) }),
  examples,
})
