import { control, defineOperator } from '@millrace/algebra'
import * as z from 'zod'
import { examples } from './examples.ts'
import { masked } from './masked.ts'
import { zh } from './zh.ts'

const count = () => z.number().int().min(0).default(0).meta({ control: 'number' })

const method = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('keep').describe('Some characters at the beginning and at the end stay.'),
      first: count().describe('How many characters stay at the beginning.'),
      last: count().describe('How many characters stay at the end.'),
    }),
    z.strictObject({ type: z.literal('email').describe('The first character and the domain of an address stay.') }),
    z.strictObject({ type: z.literal('phone').describe('The four digits before the last four are hidden.') }),
    z.strictObject({ type: z.literal('card').describe('The first six and the last four digits stay.') }),
    z.strictObject({ type: z.literal('id').describe('The first three and the last two characters stay.') }),
    z.strictObject({
      type: z
        .literal('hash')
        .describe('A SHA-256 hash: equal values stay equal. Values of which there are few can be guessed.'),
      salt: z
        .string()
        .default('')
        .meta({ control: 'text' })
        .describe('Put before the value, so that hashes of other pipelines are different.'),
    }),
    z.strictObject({
      type: z.literal('replace').describe('The same text for every value.'),
      with: z.string().default('***').meta({ control: 'text' }).describe('The text that stands for every value.'),
    }),
    z.strictObject({ type: z.literal('null').describe('NULL in place of every value.') }),
  ])
  .meta({ control: 'options' })

export type Method = z.output<typeof method>

/** Hides personal data; NULL stays NULL. */
export const maskFields = defineOperator({
  type: 'mask-fields',
  palette: {
    group: 'transform',
    icon: 'eye-off',
    title: 'Mask fields',
    summary: 'Hides personal data in fields, in whole or in part.',
    synonyms: ['privacy', 'anonymize', 'redact', 'pii', 'gdpr', 'pseudonym', 'hash'],
  },
  zh,
  config: z.strictObject({
    fields: z
      .array(
        z.strictObject({
          field: control.field().describe('The field to hide.'),
          method: method.describe('How it is hidden.'),
        }),
      )
      .min(1, 'Choose at least one field.')
      .meta({ control: 'list' })
      .describe('The fields to hide. All but those that become NULL are texts afterwards.'),
  }),
  inputs: { in: {} },
  outputs: { out: {} },
  plan: ({ config, inputs }) => ({ out: masked(inputs.in, config.fields) }),
  examples,
})
