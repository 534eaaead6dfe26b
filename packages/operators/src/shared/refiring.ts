import { control } from '@millrace/algebra'

/** Configuration of windows that give results early, again, or over part of their rows. */
export const refiring = {
  lateness: control
    .duration(0)
    .default(0)
    .describe('How long a window that is over still takes rows; each of them gives the result anew.'),
  trigger: control
    .trigger()
    .optional()
    .describe('Results before the window is over; without it there is one, at the end.'),
  evictor: control.evictor().optional().describe('Rows that a window forgets before it gives a result.'),
}
