import { control } from '@millrace/algebra'

/** Configuration that all windows share. */
export const grouping = {
  keyBy: control.fields().default([]).describe('Fields that form a group; none for one group of all rows.'),
  aggregates: control.aggregates().default([]).describe('What is computed for each group and window.'),
  having: control
    .expression('aggregates')
    .optional()
    .describe('Only results for which this is true go out; aggregates such as COUNT(*) may be used.'),
}
