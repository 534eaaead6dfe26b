/** A text field for an expression: coloured, completed, explained, checked and evaluated while it is written. */
import { Compartment, EditorState } from '@codemirror/state'
import { EditorView, placeholder as placeholderText } from '@codemirror/view'
import {
  type Diagnostic,
  type Environment,
  type FieldType,
  type Fix,
  type Row,
  type RowType,
  UTC,
} from '@millrace/language'
import { useEffect, useMemo, useRef } from 'react'
import {
  contentAttributes,
  contextChanged,
  type EditorContext,
  expressionExtensions,
  fromOutside,
} from './codemirror.ts'
import './expression.css'
import { problemsOf } from './problems.ts'
import { resultOf } from './result.ts'
import type { ExpressionScope } from './scope.ts'
import { type ExpressionLanguage, word } from './words.ts'

export interface ExpressionEditorProps {
  readonly value: string
  readonly onChange: (text: string) => void
  readonly fields: RowType
  readonly language: ExpressionLanguage
  /** Rows with a name of their own: `left.amount`. */
  readonly qualified?: ExpressionScope['qualified']
  /** Aggregates that may be called here. */
  readonly aggregates?: ExpressionScope['aggregates']
  /** Values of the selected row, in the order of `fields`. */
  readonly sampleRow?: Row | undefined
  /** The type that the result must have: BOOLEAN for a condition. */
  readonly expected?: FieldType | undefined
  /** Problems that somebody else has found; without them the editor finds its own. */
  readonly problems?: readonly Diagnostic[]
  /** Who applies a fix; without it the editor changes its text. */
  readonly onFix?: (problem: Diagnostic, fix: Fix) => void
  /** A sentence of a problem in the language. */
  readonly sentence?: (english: string) => string
  readonly onBlur?: () => void
  /** Name for screen readers. */
  readonly label?: string
  readonly placeholder?: string
}

const asItIs = (english: string) => english
const world: Environment = { zone: UTC, now: () => Date.now(), random: () => Math.random() }

export function ExpressionEditor(props: ExpressionEditorProps) {
  const { value, fields, language, qualified, aggregates, sampleRow, expected, label, placeholder } = props
  const scope = useMemo(
    (): ExpressionScope => ({
      fields,
      ...(qualified && qualified.length > 0 && { qualified }),
      ...(aggregates && { aggregates }),
      ...(sampleRow && { sampleRow }),
      ...(expected && { expected }),
    }),
    [fields, qualified, aggregates, sampleRow, expected],
  )
  const own = useMemo(() => (props.problems ? [] : problemsOf(value, scope)), [props.problems, value, scope])
  const context: EditorContext = {
    scope,
    language,
    problems: props.problems ?? own,
    sentence: props.sentence ?? asItIs,
    onChange: props.onChange,
    onFix: props.onFix,
  }
  const host = useCodeMirror(value, context, { label, placeholder, onBlur: props.onBlur })
  const result = useMemo(() => resultOf(value, scope, world), [value, scope])
  return (
    <div className="expression">
      <div className="expression-text" ref={host} />
      {result && (
        <output className="expression-result" aria-label={word(language, 'result')} title={word(language, 'result')}>
          {'failed' in result ? (
            <span className="expression-failed">
              {word(language, 'fails')} {context.sentence(result.failed)}
            </span>
          ) : (
            <>
              <span className="expression-equals">=</span>
              <code className="cut">{result.value}</code>
              <span className="expression-type">{result.type}</span>
            </>
          )}
        </output>
      )}
    </div>
  )
}

interface Decoration {
  label: string | undefined
  placeholder: string | undefined
  onBlur: (() => void) | undefined
}

/** One CodeMirror for the life of the component; text and context follow the properties. */
function useCodeMirror(value: string, context: EditorContext, { label, placeholder, onBlur }: Decoration) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const latest = useRef({ context, onBlur, value })
  latest.current = { context, onBlur, value }
  const attributes = useRef(new Compartment())
  const { language } = context

  useEffect(() => {
    const created = new EditorView({
      parent: host.current!,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          expressionExtensions(() => latest.current.context),
          attributes.current.of([]),
          EditorView.domEventHandlers({ blur: () => latest.current.onBlur?.() }),
        ],
      }),
    })
    view.current = created
    return () => created.destroy()
  }, [])

  useEffect(() => {
    view.current?.dispatch({
      effects: attributes.current.reconfigure([
        contentAttributes(label, language),
        placeholder ? placeholderText(placeholder) : [],
      ]),
    })
  }, [label, placeholder, language])

  useEffect(() => {
    const doc = view.current?.state.doc
    if (!doc || doc.toString() === value) return
    view.current?.dispatch({ changes: { from: 0, to: doc.length, insert: value }, annotations: fromOutside.of(true) })
  }, [value])

  const { scope, problems, sentence } = context
  // biome-ignore lint/correctness/useExhaustiveDependencies: they are read through `latest`; a new one is the occasion.
  useEffect(() => {
    view.current?.dispatch({ effects: contextChanged.of(null) })
  }, [scope, problems, sentence, language])

  return host
}
