import { control, defineOperator, type Port } from '@millrace/algebra'
import * as z from 'zod'
import { examples } from './examples.ts'
import { zh } from './zh.ts'

const port = () =>
  z
    .string()
    .regex(/^[A-Za-z][\w-]*$/, 'A route has a name of letters, digits, - and _ that begins with a letter.')
    .meta({ control: 'text' })

/** Sends every row to the first route whose condition is true, or to all of them. */
export const split = defineOperator({
  type: 'split',
  palette: {
    group: 'transform',
    icon: 'split',
    title: 'Split',
    summary: 'Sends rows to named routes by conditions.',
    synonyms: ['route', 'switch', 'branch', 'side output', 'case', 'if'],
  },
  zh,
  config: z.strictObject({
    branches: z
      .array(
        z.strictObject({
          port: port().meta({ title: 'Route' }).describe('Name of the route: the port at which its rows leave.'),
          when: control.expression().describe('Rows for which this is true take the route.'),
        }),
      )
      .min(1, 'Add at least one route.')
      .meta({ control: 'list', title: 'Routes' })
      .describe('The routes in their order.'),
    otherwise: port()
      .optional()
      .describe(
        'Name of the route of all other rows, also of those whose condition is NULL; without it they are dropped.',
      ),
    mode: z
      .enum(['first-match', 'all'])
      .default('first-match')
      .meta({ control: 'choice' })
      .describe('Whether a row takes the first route whose condition is true, or all such routes.'),
  }),
  inputs: { in: {} },
  outputs: ({ branches, otherwise }): Record<string, Port> => ({
    ...Object.fromEntries(branches.map(({ port }) => [port, {}])),
    ...(otherwise !== undefined && { [otherwise]: {} }),
    failed: { side: true },
  }),
  plan({ config, inputs }) {
    const { routes, failed } = inputs.in.split(config)
    return { ...routes, failed }
  },
  examples,
})
