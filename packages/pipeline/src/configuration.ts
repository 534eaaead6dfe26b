import { type Definition, locate } from '@millrace/algebra'
import { type Diagnostic, didYouMean, type Json } from '@millrace/language'
import type * as z from 'zod'
import { pathText, sentence } from './document.ts'

/**
 * A configuration by the schema of its type, and problems that name the value. Settings that do not exist are left out, so that the
 * rest of the graph can be checked; with any other problem there is no configuration.
 */
export function readConfig(
  definition: Definition,
  config: Json,
  node: string,
): { config?: unknown; problems: Diagnostic[] } {
  const result = definition.config.safeParse(config, { reportInput: true })
  if (result.success) return { config: locate(result.data), problems: [] }
  const { issues } = result.error
  const problems = issues.flatMap((issue) => problemsOf(issue, definition.config, node))
  if (!issues.every(({ code }) => code === 'unrecognized_keys')) return { problems }
  const known = definition.config.safeParse(withoutUnknown(config, issues as z.core.$ZodIssueUnrecognizedKeys[]))
  return { problems, ...(known.success && { config: locate(known.data) }) }
}

function withoutUnknown(config: Json, issues: readonly z.core.$ZodIssueUnrecognizedKeys[]): Json {
  const copy = JSON.parse(JSON.stringify(config)) as Json
  for (const { path, keys } of issues) {
    const at = path.reduce<unknown>((value, part) => (value as Record<PropertyKey, unknown>)[part], copy)
    for (const key of keys) delete (at as Record<string, unknown>)[key]
  }
  return copy
}

function problemsOf(issue: z.core.$ZodIssue, schema: z.ZodType, node: string): Diagnostic[] {
  const path = pathText(issue.path)
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The alternative that got furthest tells most.
    const best = issue.errors.reduce((a, b) => (b.length < a.length ? b : a))
    if (best.length > 0)
      return best.flatMap((inner) =>
        problemsOf({ ...inner, path: [...issue.path, ...inner.path] } as z.core.$ZodIssue, schema, node),
      )
  }
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownKey(key, path, schema, issue.path, node))
  return [
    {
      code: 'configuration',
      severity: 'error',
      message: `${path === '' ? 'The configuration' : `\`${path}\``}: ${sentence(issue)}`,
      node,
      path,
    },
  ]
}

function unknownKey(
  key: string,
  path: string,
  schema: z.ZodType,
  at: readonly PropertyKey[],
  node: string,
): Diagnostic {
  const known = keysAt(schema, at)
  const near = didYouMean(key, known)
  const hint = near ? `Did you mean \`${near}\`?` : known.length > 0 ? `There are: ${known.join(', ')}` : 'Remove it.'
  return {
    code: 'configuration',
    severity: 'error',
    message: `There is no setting \`${key}\`${path === '' ? '' : ` in \`${path}\``}.`,
    hint,
    node,
    path: path === '' ? key : `${path}.${key}`,
  }
}

/** Names of the settings at a path of a schema, as far as they are plain objects and lists. */
function keysAt(schema: z.ZodType, at: readonly PropertyKey[]): string[] {
  let current: unknown = schema
  for (const part of at)
    current = typeof part === 'number' ? inner(current, 'element') : (shapeOf(current)?.[String(part)] as unknown)
  return Object.keys(shapeOf(current) ?? {})
}

const WRAPPERS = ['optional', 'default', 'prefault', 'nullable', 'pipe']

function unwrapped(schema: unknown):
  | {
      _zod: { def: { type: string; innerType?: unknown; in?: unknown; element?: unknown } }
      shape?: Record<string, unknown>
    }
  | undefined {
  let current = schema as ReturnType<typeof unwrapped>
  while (current && WRAPPERS.includes(current._zod.def.type))
    current = (current._zod.def.innerType ?? current._zod.def.in) as typeof current
  return current
}

const shapeOf = (schema: unknown) => unwrapped(schema)?.shape
const inner = (schema: unknown, key: 'element') => unwrapped(schema)?._zod.def[key]
