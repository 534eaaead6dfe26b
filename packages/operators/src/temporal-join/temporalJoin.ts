import { control, defineOperator } from '@millrace/algebra'
import * as z from 'zod'
import { examples } from './examples.ts'
import { zh } from './zh.ts'

/** Gives every row the version that was valid at its time; a version is valid from its own time on, inclusive. */
export const temporalJoin = defineOperator({
  type: 'temporal-join',
  palette: {
    group: 'join',
    icon: 'clock',
    title: 'Temporal join',
    summary: 'Joins each row with what was valid at its time.',
    synonyms: ['as of', 'versioned', 'exchange rate', 'slowly changing dimension', 'point in time', 'enrich'],
  },
  zh,
  config: z.strictObject({
    kind: z
      .enum(['inner', 'left'])
      .default('inner')
      .meta({ control: 'choice' })
      .describe('Whether rows without a valid version are dropped, or go out padded with NULL.'),
    leftKeys: control.fields('rows').describe('Fields of the rows that must equal the key of the versions.'),
    rightKeys: control.fields('versions').describe('The key of the versions, in the same order.'),
    condition: control
      .expression('pair')
      .optional()
      .describe(
        'A further condition: `l` is the row, `r` its version; where it is not true the version does not count.',
      ),
    fields: control
      .joinedFields(['rows', 'versions'])
      .optional()
      .describe('Fields of the result; without them all of the rows, and those of the versions that have other names.'),
  }),
  inputs: {
    rows: { summary: 'Rows with event time.' },
    versions: {
      summary: 'A table with a primary key and event time, or a stream deduplicated to the last row of each key.',
    },
  },
  outputs: {
    out: {},
    lateRows: { side: true, summary: 'Rows that came when the version of their time was gone.' },
    lateVersions: { side: true, summary: 'Versions that came when a newer one had replaced them.' },
  },
  plan({ config, inputs: { rows, versions } }) {
    const joined = rows.versionJoin(versions, { ...config, names: ['rows', 'versions'] })
    return { out: joined, lateRows: joined.lateLeft, lateVersions: joined.lateRight }
  },
  examples,
})
