import { control } from '@millrace/algebra'
import * as z from 'zod'

/** Configuration that the joins of the inputs `left` and `right` share. */
export const joining = {
  kind: z
    .enum(['inner', 'left', 'right', 'full', 'semi', 'anti'])
    .default('inner')
    .meta({ control: 'choice' })
    .describe(
      'Inner gives pairs; left, right and full also rows without a partner, padded with NULL; semi gives left rows with a partner, anti those without.',
    ),
  leftKeys: control
    .fields('left')
    .default([])
    .describe('Fields of the left input that must equal those of the right one.'),
  rightKeys: control
    .fields('right')
    .default([])
    .describe('Fields of the right input, one for each on the left, in the same order.'),
  condition: control
    .expression('pair')
    .optional()
    .describe('A further condition on a pair: `l` is the left row, `r` the right one, as in l.price < r.price.'),
  fields: control
    .joinedFields(['left', 'right'])
    .optional()
    .describe(
      'Fields of the result; without them all of the left input, and those of the right one that have other names.',
    ),
}

/** Side ports of joins that leave rows behind. */
export const lateSides = {
  lateLeft: { side: true, summary: 'Rows of the left input that came too late to count.' },
  lateRight: { side: true, summary: 'Rows of the right input that came too late to count.' },
}
