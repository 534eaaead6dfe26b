import { control } from '@millrace/algebra'

/** After how much silence state is forgotten. */
export const stateTtl = control
  .duration()
  .optional()
  .meta({ title: 'Time to live' })
  .describe('What gets no row for so long, by the clock, is forgotten and begins anew; without it everything is kept.')
