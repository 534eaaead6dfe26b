/** What is drawn of each node. A view stays the same object as long as nothing that is drawn has changed. */
import type { Definition, PaletteGroup } from '@millrace/algebra'
import type { Diagnostic } from '@millrace/language'
import { type Language, translate } from '@millrace/operators'
import {
  type Edge,
  inputPorts,
  type NodeChange,
  nodeOf,
  outputPorts,
  type PipelineNode,
  type Ports,
  portOf,
} from '@millrace/pipeline'
import { type NodeShape, nodeShape, type PortPlace } from '../editor/nodeShape.ts'
import type { Failure } from '../editor/run.ts'
import type { Session } from '../editor/session.ts'
import { summaryOf } from '../editor/summary.ts'
import { diagnosticText } from '../i18n/diagnostics.ts'
import { proseParts } from '../ui/proseParts.ts'
import {
  type Display,
  displayHeight,
  displayOf,
  LEAST_WITH_DISPLAY,
  LEAST_WITH_LAG,
  type MetricName,
  metricsOf,
} from './display.ts'
import { measure } from './measure.ts'

export interface NodeView {
  readonly id: string
  readonly type: string
  readonly title: string
  readonly group: PaletteGroup
  readonly icon: string
  readonly code: boolean
  readonly shape: NodeShape
  readonly connected: ReadonlySet<string>
  readonly errors: number
  /** Its failure ended the run, or holds it up. */
  readonly failed: boolean
  readonly warnings: number
  readonly change: NodeChange | undefined
  /** What stands under the summary. */
  readonly display: Display | undefined
  readonly metrics: readonly MetricName[]
  readonly places: readonly PortPlace[]
}

export interface ViewOptions {
  readonly language: Language
  readonly fonts: number
  /** A job runs, so nodes show its numbers. */
  readonly running: boolean
  readonly changes: Readonly<Record<string, NodeChange>>
  /** What went wrong in the run, and where. */
  readonly failure: Failure | undefined
}

interface Ingredients {
  readonly node: PipelineNode
  readonly problems: readonly Diagnostic[] | undefined
  readonly connected: string
  readonly language: Language
  readonly fonts: number
  readonly running: boolean
  readonly change: NodeChange | undefined
  readonly keyed: boolean
  readonly failure: Failure | undefined
}

export type Views = (options: ViewOptions) => ReadonlyMap<string, NodeView>

/** Primitives that are part of one loop over a batch and keep nothing. */
const STATELESS = new Set(['source', 'calc', 'union', 'sink', 'unnest', 'time'])

export function createViews({ editor, definitionOf, derived }: Session): Views {
  let cache = new Map<string, { ingredients: Ingredients; view: NodeView }>()
  return ({ language, fonts, running, changes, failure }) => {
    const { pipeline } = editor.store.getState()
    const { problemsOf, built } = derived()
    const connected = connections(pipeline.edges)
    const keyed = new Set((built.plan?.nodes ?? []).filter(({ op }) => !STATELESS.has(op.op)).map(({ owner }) => owner))
    const next = new Map<string, { ingredients: Ingredients; view: NodeView }>()
    for (const [id, node] of Object.entries(pipeline.nodes)) {
      const ingredients: Ingredients = {
        node,
        problems: problemsOf.get(id),
        connected: [...(connected.get(id) ?? [])].sort().join(' '),
        language,
        fonts,
        running,
        change: changes[id],
        keyed: keyed.has(id),
        failure: failure?.node === id ? failure : undefined,
      }
      const known = cache.get(id)
      const same = known && sameIngredients(known.ingredients, ingredients)
      next.set(id, same ? known : { ingredients, view: viewOf(id, ingredients, definitionOf(node.type)) })
    }
    cache = next
    return new Map([...next].map(([id, { view }]) => [id, view]))
  }
}

function sameIngredients(a: Ingredients, b: Ingredients): boolean {
  return (Object.keys(a) as (keyof Ingredients)[]).every((key) => a[key] === b[key])
}

/** Ports with an edge, by node: `in:left`, `out:late`. */
function connections(edges: readonly Edge[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  const add = (end: string, side: 'in' | 'out') => {
    const ports = found.get(nodeOf(end)) ?? new Set()
    found.set(nodeOf(end), ports.add(`${side}:${portOf(end)}`))
  }
  for (const { from, to } of edges) {
    add(from, 'out')
    add(to, 'in')
  }
  return found
}

function viewOf(
  id: string,
  { node, problems = [], connected, language, running, change, keyed, failure }: Ingredients,
  definition: Definition | undefined,
): NodeView {
  const errors = problems.filter(({ severity }) => severity === 'error')
  const connectedPorts = new Set(connected.split(' ').filter(Boolean))
  const wrong = errors[0] ?? (failure && { message: failure.message })
  const usual = summaryText(definition, node, language)
  const summary = wrong ? { text: plainText(diagnosticText(wrong, language)), code: false } : usual
  const title = node.label ?? (definition ? translate(definition.palette.title, language, definition) : node.type)
  const display = definition && displayOf(definition)
  const possible = definition ? metricsOf(definition, keyed) : []
  const metrics = running ? possible : []
  const { inputs, outputs } = portsOf(definition, node, connectedPorts)
  const more = displayHeight(display, metrics)
  const shape = nodeShape(
    {
      title,
      summary: summary.text,
      code: summary.code,
      usual,
      more,
      // The same while it runs and while it does not, so that no gate moves.
      ...(possible.includes('lag') && { least: LEAST_WITH_LAG }),
      ...(display && { least: LEAST_WITH_DISPLAY }),
    },
    inputs,
    outputs,
    measure,
  )
  return {
    id,
    type: node.type,
    title,
    group: definition?.palette.group ?? 'transform',
    icon: definition?.palette.icon ?? '',
    code: summary.code,
    shape,
    connected: connectedPorts,
    errors: errors.length,
    failed: failure !== undefined,
    warnings: problems.length - errors.length,
    change,
    display,
    metrics,
    places: shape.ports,
  }
}

const plainText = (sentence: string) =>
  proseParts(sentence)
    .map(({ text }) => text)
    .join('')

const summaryText = (definition: Definition | undefined, node: PipelineNode, language: Language) =>
  definition ? summaryOf(definition, node.config, language) : { text: node.type, code: true }

/** Ports of the definition, and those that only edges name, so that no edge hangs in the air. */
function portsOf(
  definition: Definition | undefined,
  node: PipelineNode,
  connected: ReadonlySet<string>,
): { inputs: Ports; outputs: Ports } {
  const inputs = definition ? inputPorts(definition) : { in: {} }
  const outputs = (definition && outputPorts(definition, node.config)) ?? { out: {} }
  const extra = (side: 'in' | 'out', known: Ports): Ports =>
    Object.fromEntries(
      [...connected].flatMap((end) => {
        const port = portOf(end.replace(':', '.'))
        return end.startsWith(`${side}:`) && !known[port] ? [[port, {}]] : []
      }),
    )
  return { inputs: { ...inputs, ...extra('in', inputs) }, outputs: { ...outputs, ...extra('out', outputs) } }
}
