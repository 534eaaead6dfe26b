import { control, type OverFrame } from '@millrace/algebra'
import * as z from 'zod'

const unbounded = z.literal('unbounded')

/** Which rows before a row count. */
export const frame = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('rows').describe('A number of rows; of equal times those that came first go first.'),
      preceding: z
        .union([z.int().min(0), unbounded])
        .meta({ control: 'number' })
        .describe('How many rows before it, or `unbounded`.'),
    }),
    z.strictObject({
      type: z.literal('range').describe('All rows of a length of time; rows of equal times see each other.'),
      preceding: z
        .union([unbounded, control.duration(0)])
        .meta({ control: 'duration' })
        .describe('How far back in event time, or `unbounded`.'),
    }),
  ])
  .meta({ control: 'options' })

/** A configured frame as the plan has it. */
export function frameOf(config: z.output<typeof frame> | undefined): OverFrame | undefined {
  if (!config) return undefined
  const { type: unit, preceding } = config
  return preceding === 'unbounded' ? { unit } : { unit, preceding }
}
