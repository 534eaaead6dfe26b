/**
 * Kinds of configuration values. Each is a zod schema with a control that the editor draws, so the schema is the form,
 * the documentation and the type.
 */
import { formatDuration, parseDuration, parseType, type Typed } from '@millrace/language'
import * as z from 'zod'
import { aggregateNames, CUSTOM } from './aggregates/definitions.ts'
import { Located } from './located.ts'

/** What the editor draws for a value. */
export type Control =
  | 'text'
  | 'number'
  | 'choice'
  | 'switch'
  | 'duration'
  | 'expression'
  | 'field'
  | 'fields'
  | 'type'
  | 'schema'
  | 'aggregates'
  | 'columns'
  | 'order'
  | 'window'
  | 'trigger'
  | 'evictor'
  | 'projection'
  | 'joined-fields'
  | 'connection'
  | 'topic'
  | 'secret'
  | 'path'
  | 'list'
  | 'rows'
  | 'options'

declare module 'zod' {
  interface GlobalMeta {
    control?: Control
    /** For an expression: whether aggregate calls are allowed, and whether it reads one row or `l` and `r`, a row of each input. */
    scope?: 'input' | 'aggregates' | 'pair'
    /** For a field or fields: the input that has them, where there are several. */
    input?: string
  }
}

const DURATION_FORM = 'A duration is written 500ms, 10s, 5m, 1h or 1d.'

/** A length of time: `500ms 10s 5m 1h 1d`; milliseconds inside. */
export const duration = (least = 1) =>
  z
    .string()
    .transform((text, context) => {
      const ms = parseDuration(text)
      if (ms !== undefined && ms >= least) return ms
      const message =
        ms === undefined
          ? `\`${text}\` is not a duration. ${DURATION_FORM}`
          : `The duration must be at least ${formatDuration(least)}.`
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    })
    .meta({ control: 'duration' })

/** A length of time that may be negative: `-4m`. */
export const offset = () =>
  z
    .string()
    .transform((text, context) => {
      const negative = text.trim().startsWith('-')
      const ms = parseDuration(negative ? text.trim().slice(1) : text)
      if (ms !== undefined) return negative ? -ms : ms
      context.addIssue({ code: 'custom', message: `\`${text}\` is not a duration. ${DURATION_FORM}` })
      return z.NEVER
    })
    .meta({ control: 'duration' })

/** A SQL expression over the fields of the input. */
export const expression = (scope: 'input' | 'aggregates' | 'pair' = 'input') =>
  z
    .string()
    .min(1, 'Write an expression.')
    .transform((text) => new Located(text))
    .meta({ control: 'expression', scope })

const located = z
  .string()
  .min(1)
  .transform((text) => new Located(text))

/** The name of one field of the input. */
export const field = () => located.meta({ control: 'field' })

/** Names of fields of the input, or of the one named. */
export const fields = (input?: string) => z.array(located).meta({ control: 'fields', ...(input && { input }) })

/** A new name for a field. */
export const name = () => z.string().min(1, 'A field needs a name.').meta({ control: 'text' })

/** Fields of two inputs: `[{ from, field, as? }]`. */
export const joinedFields = <Side extends string>(sides: readonly [Side, Side]) =>
  z
    .array(
      z.strictObject({
        from: z.enum(sides).meta({ control: 'choice' }).describe('The input that has the field.'),
        field: field().describe('A field of that input.'),
        as: name().optional().meta({ title: 'New name' }).describe('Its new name; without one it keeps its name.'),
      }),
    )
    .min(1, 'Choose at least one field.')
    .meta({ control: 'joined-fields' })

/** A type as SQL text: `DECIMAL(10,2)`. */
export const type = () =>
  z
    .string()
    .transform((text, context): Typed => {
      const { typed, problems } = parseType(text)
      if (typed) return typed
      const { message, hint } = problems[0]!
      context.addIssue({ code: 'custom', message: hint ? `${message} ${hint}` : message })
      return z.NEVER
    })
    .meta({ control: 'type' })

/** Computed fields: `[{ as, expr }]`. */
export const columns = () =>
  z
    .array(
      z.strictObject({
        as: name().meta({ title: 'Name' }).describe('Name of the field; an existing field of this name is replaced.'),
        expr: expression().meta({ title: 'Expression' }).describe('How it is computed.'),
      }),
    )
    .meta({ control: 'columns' })

/** Kept values of a custom aggregate: `[{ as, expr }]`. */
const assignments = () =>
  z
    .array(
      z.strictObject({
        as: name().meta({ title: 'Name' }).describe('Name of the kept value.'),
        expr: expression().meta({ title: 'Expression' }).describe('What it is, or becomes.'),
      }),
    )
    .meta({ control: 'columns' })

/** Aggregates: `[{ fn, of?, args?, where?, distinct?, as }]`, or `fn: 'custom'` with an initial state and how rows change it. */
export const aggregates = (more: readonly string[] = []) =>
  z
    .array(
      z
        .strictObject({
          fn: z
            .enum([aggregateNames[0]!, ...aggregateNames.slice(1), CUSTOM, ...more])
            .meta({ title: 'Function' })
            .describe('How the values are put together.'),
          of: expression()
            .optional()
            .meta({ title: 'Value' })
            .describe('What is aggregated; `count` without it counts rows.'),
          args: z
            .array(argument())
            .optional()
            .meta({ title: 'Arguments' })
            .describe(
              "What some functions need besides: the separator of `listagg` (';'), the fraction of `percentile` (0.95).",
            ),
          where: expression().optional().describe('A row counts only when this is true.'),
          distinct: z.boolean().optional().describe('Equal values count once.'),
          init: assignments()
            .optional()
            .meta({ title: 'Begins as' })
            .describe('Only for `custom`: the values that a group keeps, and what they are before the first row.'),
          add: assignments()
            .optional()
            .meta({ title: 'Adds a row' })
            .describe(
              'Only for `custom`: what the kept values become with a row; reads them and the fields of the row.',
            ),
          merge: assignments()
            .optional()
            .meta({ title: 'Joins two parts' })
            .describe(
              'Only for `custom`: how two parts of a group become one; `other.x` is x of the other part. Overlapping windows need it.',
            ),
          retract: assignments()
            .optional()
            .meta({ title: 'Takes a row out' })
            .describe(
              'Only for `custom`: what the kept values become when a row is withdrawn; updating inputs need it.',
            ),
          result: expression()
            .optional()
            .meta({ title: 'Result' })
            .describe('Only for `custom`: the result, computed from the kept values.'),
          as: name().meta({ title: 'Name' }).describe('Name of the result.'),
        })
        .superRefine(expectParts),
    )
    .meta({ control: 'aggregates' })

/** An expression; numbers and lists of numbers may be written as they are. */
const argument = () =>
  z
    .union([z.string(), z.number(), z.boolean(), z.array(z.number())])
    .transform((value) => new Located(Array.isArray(value) ? `ARRAY[${value.join(', ')}]` : String(value)))
    .meta({ control: 'expression', scope: 'input' })

const PARTS = ['init', 'add', 'merge', 'retract', 'result'] as const

/** The parts of a custom aggregate belong to it, and it needs three of them. */
function expectParts(value: { fn: string } & { [part in (typeof PARTS)[number]]?: unknown }, context: z.RefinementCtx) {
  for (const part of PARTS) {
    const needed = value.fn === CUSTOM && (part === 'init' || part === 'add' || part === 'result')
    if (needed && value[part] === undefined)
      context.addIssue({ code: 'custom', path: [part], message: `A custom aggregate needs \`${part}\`.` })
    if (value.fn !== CUSTOM && value[part] !== undefined)
      context.addIssue({
        code: 'custom',
        path: [part],
        message: `Only \`custom\` has \`${part}\`; ${value.fn} does without.`,
      })
  }
}

/** Sort order: `[{ field, direction }]`. */
export const order = () =>
  z
    .array(
      z.strictObject({
        field: field().describe('The field to order by.'),
        direction: z
          .enum(['asc', 'desc'])
          .default('asc')
          .describe('Ascending or descending; NULL is the lowest value.'),
      }),
    )
    .min(1, 'Name at least one field to order by.')
    .meta({ control: 'order' })

/** SQL's names of windows beside ours. */
const SQL_WINDOWS: Readonly<Record<string, string>> = { tumble: 'tumbling', hop: 'sliding' }

const moved = () => offset().default(0).describe('Moves the beginnings of all windows.')
const length = () => duration().describe('Length of every window.')

/** Windows by name. SQL's names TUMBLE and HOP are understood. */
export const window = () =>
  z
    .preprocess(
      (value) => {
        if (typeof value !== 'object' || value === null || !('type' in value)) return value
        const known = SQL_WINDOWS[String(value.type)]
        return known ? { ...value, type: known } : value
      },
      z.discriminatedUnion('type', [
        z.strictObject({
          type: z.literal('tumbling').describe('Windows follow each other without gap or overlap.'),
          size: length(),
          offset: moved(),
        }),
        z.strictObject({
          type: z.literal('sliding').describe('Windows overlap.'),
          size: length(),
          slide: duration().describe('A new window begins at every multiple of it.'),
          offset: moved(),
        }),
        z.strictObject({
          type: z.literal('cumulate').describe('Windows grow step by step up to their size, and begin anew.'),
          size: duration().describe('Length of the longest window.'),
          step: duration().describe('After every step there is a window with everything since the beginning.'),
          offset: moved(),
        }),
        z.strictObject({
          type: z.literal('session').describe('Windows end when no row has come for a while.'),
          gap: duration().describe('The longest pause inside a session.'),
          keyBy: fields().optional().describe('Fields that form a session of their own; otherwise those of the node.'),
        }),
      ]),
    )
    .meta({ control: 'window' })

const purge = () =>
  z
    .boolean()
    .default(false)
    .meta({ control: 'switch' })
    .describe('A result takes its rows out of the window: the next one has only newer rows.')
const atEnd = () =>
  z
    .boolean()
    .default(true)
    .meta({ control: 'switch' })
    .describe('Give the result also when the window is over; otherwise a rest is never given.')

/** When a window gives results before its end: `[{ type, … }]`. */
export const trigger = () =>
  z
    .discriminatedUnion('type', [
      z.strictObject({ type: z.literal('event-time').describe('When the window is over.'), purge: purge() }),
      z.strictObject({
        type: z.literal('continuous').describe('Again and again in event time, and when the window is over.'),
        every: duration().describe('Results at every multiple of this time.'),
        purge: purge(),
      }),
      z.strictObject({
        type: z
          .literal('continuous-processing-time')
          .describe('Again and again by the clock of the machine, and when the window is over.'),
        every: duration().describe('At every multiple of this time a result of each window that has changed.'),
        purge: purge(),
      }),
      z.strictObject({
        type: z.literal('count').describe('After so many rows of a group.'),
        n: z
          .int()
          .min(1, 'At least one row is needed.')
          .meta({ control: 'number', title: 'Rows' })
          .describe('Rows between two results.'),
        atEnd: atEnd(),
        purge: purge(),
      }),
    ])
    .meta({ control: 'trigger' })

/** What a window forgets before it gives a result. */
export const evictor = () =>
  z
    .discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('count').describe('Keeps the rows that came last.'),
        n: z
          .int()
          .min(1, 'At least one row must be kept.')
          .meta({ control: 'number', title: 'Rows' })
          .describe('How many rows are kept.'),
      }),
      z.strictObject({
        type: z.literal('time').describe('Keeps the rows of the last while.'),
        size: duration().describe('How far before the latest row of the window a row may lie.'),
      }),
    ])
    .meta({ control: 'evictor' })

export type AggregateConfig = z.output<ReturnType<typeof aggregates>>[number]
export type OrderConfig = z.output<ReturnType<typeof order>>[number]
export type WindowConfig = z.output<ReturnType<typeof window>>
export type JoinedFieldConfig = z.output<ReturnType<typeof joinedFields>>[number]
export type TriggerConfig = z.output<ReturnType<typeof trigger>>
export type EvictorConfig = z.output<ReturnType<typeof evictor>>
