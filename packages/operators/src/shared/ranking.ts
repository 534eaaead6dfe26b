import { control } from '@millrace/algebra'
import * as z from 'zod'

/** Configuration that all rankings share. */
export const ranking = {
  keyBy: control.fields().default([]).describe('Fields that form a group with a ranking of its own.'),
  orderBy: control.order().describe('What makes a row better; NULL is the lowest value.'),
  limit: z
    .int()
    .min(1, 'At least one row must be kept.')
    .meta({ control: 'number' })
    .describe('How many rows are kept.'),
  offset: z.int().min(0).default(0).meta({ control: 'number' }).describe('How many of the best rows are skipped.'),
  ties: z
    .enum(['first', 'all'])
    .default('first')
    .meta({ control: 'choice' })
    .describe(
      'Of rows that are equally good: those that came first, each with a rank of its own; or all, with one rank.',
    ),
  rankField: control.name().optional().describe('Name of a field for the rank, from 1.'),
}
