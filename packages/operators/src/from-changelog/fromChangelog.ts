import { control, defineOperator } from '@millrace/algebra'
import * as z from 'zod'
import { examples } from './examples.ts'
import { zh } from './zh.ts'

/** Rows as the changes that one of their fields says they are. */
export const fromChangelog = defineOperator({
  type: 'from-changelog',
  palette: {
    group: 'transform',
    icon: 'list-restart',
    title: 'Rows as changes',
    summary: 'Makes rows into insertions, updates and deletions, as a field says.',
    synonyms: ['changelog', 'cdc', 'debezium', 'canal', 'retract', 'upsert', 'op', 'table'],
  },
  zh,
  config: z.strictObject({
    field: control
      .field()
      .describe(
        'The field with the kind: INSERT, UPDATE_BEFORE, UPDATE_AFTER, DELETE, their signs (+I, -U, +U, -D) or the letters c, r, u, d.',
      ),
    primaryKey: control
      .fields()
      .optional()
      .describe(
        'With it a row replaces the earlier one of the same key; without it an update says what the row was before.',
      ),
  }),
  inputs: { in: {} },
  outputs: { out: {}, rejected: { side: true, summary: 'Rows whose field names no kind of change.' } },
  plan({ config: { field, primaryKey }, inputs }) {
    const changes = inputs.in.toChanges({ field, primaryKey })
    return { out: changes, rejected: changes.rejected }
  },
  examples,
})
