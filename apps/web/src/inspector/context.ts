/** What the controls of a form need to know: the values, how to set them, the fields they may name, and what is wrong where. */
import type { Control, Definition, RelationType } from '@millrace/algebra'
import type { Diagnostic, Fix, Json, RowType } from '@millrace/language'
import { type ConfigPath, valueAt } from '@millrace/pipeline'
import { type ComponentType, createContext, useContext } from 'react'
import type { FormField } from '../editor/form.ts'

/** A kind without a component does not compile. */
export type Controls = Readonly<Record<Control | 'group', ComponentType<ControlProps>>>

export interface FormState {
  /** What is drawn for each kind of value. */
  readonly controls: Controls
  readonly node: string
  readonly definition: Definition
  readonly config: { readonly [setting: string]: Json }
  /** What comes in, by port. */
  readonly inputs: Readonly<Record<string, readonly RelationType[]>>
  /** What goes out of a source, or of an operator after aggregation. */
  readonly output: RowType
  readonly problems: readonly Diagnostic[]
  /** A row of the preview, by input port. */
  readonly samples: Readonly<Record<string, { readonly [field: string]: Json } | undefined>>
  /** Where the inspector was asked to go. */
  readonly goTo?: { readonly path: string; readonly at: number } | undefined
  set(path: ConfigPath, value: Json | undefined): void
  settle(): void
  fix(problem: Diagnostic, fix: Fix): void
}

export const FormContext = createContext<FormState | undefined>(undefined)

export function useForm(): FormState {
  const form = useContext(FormContext)
  if (!form) throw new Error('There is no form here.')
  return form
}

export interface ControlProps {
  readonly field: FormField
  readonly path: ConfigPath
}

export const useValue = (path: ConfigPath): Json | undefined => valueAt(useForm().config, path)

/** `aggregates[0].of`, as problems write it. */
export const pathText = (path: ConfigPath): string =>
  path.map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? part : `.${part}`)).join('')

/** Problems of exactly this value. */
export function useProblemsAt(path: ConfigPath): readonly Diagnostic[] {
  const text = pathText(path)
  return useForm().problems.filter((problem) => problem.path === text)
}

const EMPTY: RowType = []

/**
 * The fields that a value may name: those of the schema for a source, else those of the input.
 * With several inputs the setting names the one that is meant, or a `from` beside the value does.
 */
export function fieldsFor(
  { definition, config, inputs, output }: FormState,
  path: ConfigPath,
  field?: FormField,
): RowType {
  if (definition.kind === 'source') return output
  const ports = Object.keys(inputs)
  const beside = valueAt(config, [...path.slice(0, -1), 'from'])
  const named = field?.input ?? ports.find((port) => beside === port)
  if (named !== undefined) return inputs[named]?.[0]?.row ?? EMPTY
  if (ports.length <= 1) return inputs[ports[0] ?? '']?.[0]?.row ?? EMPTY
  return ports.flatMap((port) => inputs[port]?.[0]?.row ?? EMPTY)
}

export interface ExpressionScope {
  readonly fields: RowType
  /** Rows with a name of their own: `left.amount`. */
  readonly qualified: readonly { readonly name: string; readonly fields: RowType }[]
  readonly aggregates: boolean
  /** The row whose values are shown while an expression is written. */
  readonly sample?: { readonly [field: string]: Json } | undefined
}

const NONE: ExpressionScope['qualified'] = []

/** What an expression may name. */
export function scopeFor(form: FormState, path: ConfigPath, field: FormField): ExpressionScope {
  const { inputs } = form
  const ports = Object.keys(inputs)
  const aggregates = field.scope === 'aggregates'
  if (field.scope === 'pair') {
    const [left, right] = ports.map((port) => inputs[port]?.[0]?.row ?? EMPTY)
    return {
      fields: EMPTY,
      qualified: [
        { name: 'l', fields: left ?? EMPTY },
        { name: 'r', fields: right ?? EMPTY },
      ],
      aggregates,
    }
  }
  const fields = fieldsFor(form, path)
  if (aggregates) return { fields: [...form.output, ...fields], qualified: NONE, aggregates }
  const [port] = ports
  if (ports.length < 2)
    return { fields, qualified: NONE, aggregates, sample: port === undefined ? undefined : form.samples[port] }
  return { fields, qualified: ports.map((name) => ({ name, fields: inputs[name]?.[0]?.row ?? EMPTY })), aggregates }
}
