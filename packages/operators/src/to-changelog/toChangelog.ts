import { type ChangeKind, control, defineOperator } from '@millrace/algebra'
import * as z from 'zod'
import { examples } from './examples.ts'
import { zh } from './zh.ts'

const KINDS: Readonly<Record<string, ChangeKind>> = {
  INSERT: '+I',
  UPDATE_BEFORE: '-U',
  UPDATE_AFTER: '+U',
  DELETE: '-D',
}

/** Every change as a row of its own, which is never changed again; what it was is a field. */
export const toChangelog = defineOperator({
  type: 'to-changelog',
  palette: {
    group: 'transform',
    icon: 'list-plus',
    title: 'Changes as rows',
    summary: 'Makes every change into a row that stays, with a field for its kind.',
    synonyms: ['append', 'changelog', 'cdc', 'audit', 'history', 'retract', 'op'],
  },
  zh,
  config: z.strictObject({
    as: control
      .name()
      .default('op')
      .meta({ control: 'text', title: 'Name' })
      .describe('Name of the new first field: INSERT, UPDATE_BEFORE, UPDATE_AFTER or DELETE.'),
    kinds: z
      .array(z.enum(['INSERT', 'UPDATE_BEFORE', 'UPDATE_AFTER', 'DELETE']))
      .min(1, 'Choose at least one kind.')
      .default(['INSERT', 'UPDATE_BEFORE', 'UPDATE_AFTER', 'DELETE'])
      .meta({ control: 'list' })
      .describe('The kinds of changes that become rows; others are left out.'),
  }),
  inputs: { in: {} },
  outputs: { out: {} },
  plan({ config: { as, kinds }, inputs }) {
    return { out: inputs.in.toRows({ as, kinds: kinds.map((kind) => KINDS[kind]!) }) }
  },
  examples,
})
