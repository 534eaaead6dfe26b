import { control } from '@millrace/algebra'
import { type Diagnostic, type Json, zoneOf } from '@millrace/language'
import * as z from 'zod'

/** Ids appear in ports, files and messages, so they are plain words. */
const id = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'An id begins with a letter and has letters, digits, _ and - (64 at most).')
const json: z.ZodType<Json> = z.json() as z.ZodType<Json>

const node = z.strictObject({
  type: z.string().describe('Type of the operator, source or sink.'),
  label: z.string().max(200).optional().describe('Name shown on the canvas.'),
  config: z.record(z.string(), json).default({}).describe('Configuration by the schema of the type.'),
})

const port = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*\.[A-Za-z0-9_-]+$/, 'A port is written node.port.')

const settings = z.strictObject({
  timeZone: z
    .string()
    .refine(
      (name) => zoneOf(name) !== undefined,
      'This is not a time zone; examples: UTC, Europe/Berlin, Asia/Shanghai.',
    )
    .default('UTC')
    .describe('Zone in which days begin and times are read and written.'),
  checkpoint: z
    .strictObject({
      every: control.duration(100).default(10_000).describe('How often the state of a running job is saved.'),
    })
    .prefault({})
    .describe('Saving the state of a running job.'),
})

/** A pipeline as it is stored and exchanged. */
export const documentSchema = z.strictObject({
  millrace: z.literal(1, 'This version of Millrace reads documents of format 1.').describe('Version of the format.'),
  name: z.string().min(1).max(200).describe('Name of the pipeline.'),
  description: z.string().default(''),
  nodes: z.record(id, node).describe('Sources, operators and sinks by id.'),
  edges: z
    .array(z.strictObject({ from: port, to: port }))
    .default([])
    .describe('From an output port to an input port: `orders.out` to `paid.in`.'),
  layout: z
    .record(z.string(), z.tuple([z.number(), z.number()]))
    .default({})
    .describe('Positions on the canvas.'),
  settings: settings.prefault({}),
  tests: z.array(json).default([]),
})

export type PipelineDocument = z.output<typeof documentSchema>
/** As written: durations are text, what has a default may be missing. */
export type PipelineInput = z.input<typeof documentSchema>
export type DocumentNode = PipelineDocument['nodes'][string]

/** Reads a document from JSON; without one there are problems that name the path. */
export function parseDocument(value: unknown): { document?: PipelineDocument; problems: Diagnostic[] } {
  const hostile = hostileProblem(value, [])
  if (hostile) return { problems: [hostile] }
  const result = documentSchema.safeParse(value, { reportInput: true })
  return result.success
    ? { document: result.data, problems: [] }
    : { problems: result.error.issues.map((issue) => documentProblem(issue)) }
}

/** Names that JavaScript gives a meaning to. As keys of objects they could reach what is not the document's. */
const HOSTILE = ['__proto__', 'constructor', 'prototype']
/** Deeper than any pipeline; bounds the recursion of everything that reads a document. */
const DEEPEST = 64

function hostileProblem(value: unknown, path: readonly PropertyKey[]): Diagnostic | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const problem = (message: string) => documentProblem({ code: 'custom', path: [...path], message, input: value })
  if (path.length > DEEPEST) return problem(`A document is at most ${DEEPEST} levels deep.`)
  for (const [key, inner] of Object.entries(value)) {
    if (HOSTILE.includes(key)) return problem(`The name \`${key}\` is not allowed.`)
    const found = hostileProblem(inner, [...path, Array.isArray(value) ? Number(key) : key])
    if (found) return found
  }
  return undefined
}

function documentProblem(issue: z.core.$ZodIssue): Diagnostic {
  const [first, second, ...rest] = issue.path
  const base = { code: 'document', severity: 'error', message: sentence(issue) } as const
  if (first === 'nodes' && second !== undefined) return { ...base, node: String(second), path: pathText(rest) }
  return { ...base, path: pathText(issue.path) }
}

/** `aggregates[0].of` */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? String(part) : `.${String(part)}`))
    .join('')
}

/** What is wrong, as one sentence. */
export function sentence(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'This is missing.' : `Expected ${article(issue.expected)}.`
    case 'unrecognized_keys':
      return `There is no setting ${issue.keys.map((key) => `\`${key}\``).join(', ')} here.`
    case 'invalid_key':
      return issue.issues[0] ? sentence(issue.issues[0]) : 'This name is not allowed.'
    case 'invalid_value':
      if (!issue.message.startsWith('Invalid')) return issue.message
      return `Expected ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}.`
    default:
      return issue.message.endsWith('.') ? issue.message : `${issue.message}.`
  }
}

function article(type: string): string {
  const noun = type === 'record' ? 'object' : type
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`
}
