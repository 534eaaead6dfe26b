/** The pure parts of the editor of expressions, bound to CodeMirror. */
import {
  acceptCompletion,
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  pickedCompletion,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { bracketMatching } from '@codemirror/language'
import { type Diagnostic as CodeDiagnostic, linter } from '@codemirror/lint'
import { Annotation, EditorState, type Extension, RangeSetBuilder, StateEffect, StateField } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  hoverTooltip,
  keymap,
  showTooltip,
  type Tooltip,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view'
import type { Diagnostic, Fix } from '@millrace/language'
import { type Suggestion, type SuggestionKind, suggestionsAt } from './completions.ts'
import { type Help, helpAt, helpAtCaret } from './help.ts'
import { type MarkKind, marksOf } from './marks.ts'
import { fixAt, marked } from './problems.ts'
import type { ExpressionScope } from './scope.ts'
import { type ExpressionLanguage, word } from './words.ts'

/** What the editor reads whenever it needs it; it may be another object each time. */
export interface EditorContext {
  readonly scope: ExpressionScope
  readonly language: ExpressionLanguage
  readonly problems: readonly Diagnostic[]
  /** A sentence of a problem in the language. */
  readonly sentence: (english: string) => string
  readonly onChange: (text: string) => void
  readonly onFix?: ((problem: Diagnostic, fix: Fix) => void) | undefined
}

/** Says that the context is another one: marks and problems are drawn again. */
export const contextChanged = StateEffect.define<null>()
/** A text that came from outside is not reported as an edit. */
export const fromOutside = Annotation.define<boolean>()

const changedContext = (update: ViewUpdate) =>
  update.transactions.some(({ effects }) => effects.some((effect) => effect.is(contextChanged)))

export function expressionExtensions(context: () => EditorContext): Extension[] {
  return [
    history(),
    drawSelection(),
    bracketMatching(),
    closeBrackets(),
    EditorView.lineWrapping,
    EditorState.languageData.of(() => [{ closeBrackets: { brackets: ['(', '[', "'", '`'] } }]),
    highlighting(context),
    completion(context),
    helpOnHover(context),
    helpByKey(context),
    problemMarks(context),
    EditorView.updateListener.of((update) => {
      if (update.docChanged && !update.transactions.some((transaction) => transaction.annotation(fromOutside)))
        context().onChange(update.state.doc.toString())
    }),
    keymap.of([
      { key: 'Tab', run: acceptCompletion },
      { key: 'Mod-.', run: (view) => applyNearestFix(view, context()) },
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...historyKeymap,
      ...defaultKeymap,
    ]),
  ]
}

const DECORATIONS = Object.fromEntries(
  (['field', 'function', 'keyword', 'text', 'number', 'symbol', 'comment', 'name'] as const).map((kind) => [
    kind,
    Decoration.mark({ class: `ex-${kind}` }),
  ]),
) as Record<MarkKind, Decoration>

function highlighting(context: () => EditorContext): Extension {
  const decorate = (view: EditorView): DecorationSet => {
    const builder = new RangeSetBuilder<Decoration>()
    for (const { from, to, kind } of marksOf(view.state.doc.toString(), context().scope))
      builder.add(from, to, DECORATIONS[kind])
    return builder.finish()
  }
  return ViewPlugin.fromClass(
    class {
      decorations: DecorationSet
      constructor(view: EditorView) {
        this.decorations = decorate(view)
      }
      update(update: ViewUpdate) {
        if (update.docChanged || changedContext(update)) this.decorations = decorate(update.view)
      }
    },
    { decorations: ({ decorations }) => decorations },
  )
}

/** What is nearest to the row comes first. */
const BOOST: Record<SuggestionKind, number> = {
  value: 30,
  field: 20,
  row: 15,
  aggregate: 10,
  type: 5,
  unit: 5,
  function: 0,
  keyword: -5,
}

function completion(context: () => EditorContext): Extension {
  const source = ({ state, pos, explicit }: CompletionContext): CompletionResult | null => {
    const { scope, language } = context()
    const found = suggestionsAt(state.doc.toString(), pos, scope, language)
    if (!found || found.list.length === 0) return null
    const behindDot = state.sliceDoc(pos - 1, pos) === '.'
    const values = found.list.some(({ kind }) => kind === 'value')
    if (found.word === '' && !explicit && !behindDot && !values) return null
    return {
      from: found.from,
      options: found.list.map((suggestion) => option(suggestion, language)),
      validFor: /^`?[\p{L}\p{N}_]*$/u,
    }
  }
  return autocompletion({
    override: [source],
    icons: false,
    activateOnTypingDelay: 60,
    addToOptions: [{ render: kindMark, position: 20 }],
  })
}

function option(suggestion: Suggestion, language: ExpressionLanguage): Completion {
  const { label, detail, sample, summary, kind, insert, caret } = suggestion
  const shown = kind === 'function' ? undefined : [detail, sample].filter(Boolean).join('  ')
  return {
    label,
    type: kind,
    boost: BOOST[kind],
    ...(shown && { detail: shown }),
    ...((summary || (detail && kind === 'function')) && { info: () => infoBox(kind, detail, summary, language) }),
    apply(view, picked, from, to) {
      view.dispatch({
        changes: { from, to, insert },
        selection: { anchor: from + caret },
        annotations: pickedCompletion.of(picked),
        userEvent: 'input.complete',
      })
    },
  }
}

function kindMark(completion: Completion): Node {
  const mark = document.createElement('span')
  mark.className = `ex-kind ex-kind-${completion.type}`
  mark.setAttribute('aria-hidden', 'true')
  return mark
}

function infoBox(
  kind: SuggestionKind,
  usage: string | undefined,
  summary: string | undefined,
  language: ExpressionLanguage,
): Node {
  const box = element('div', 'ex-help')
  if (usage && kind === 'function') box.append(element('code', 'ex-usage', usage))
  if (summary) box.append(element('p', '', summary))
  box.lang = language
  return box
}

function helpOnHover(context: () => EditorContext): Extension {
  return hoverTooltip((view, pos) => {
    const { scope, language } = context()
    return tooltipOf(helpAt(view.state.doc.toString(), pos, scope, language), language)
  })
}

const showHelp = StateEffect.define<Tooltip | null>()

/** F1 says what the caret stands in, until it moves on. */
function helpByKey(context: () => EditorContext): Extension {
  const shown = StateField.define<Tooltip | null>({
    create: () => null,
    update(tooltip, { effects, docChanged, selection }) {
      const asked = effects.find((effect) => effect.is(showHelp))
      return asked ? asked.value : docChanged || selection ? null : tooltip
    },
    provide: (field) => showTooltip.from(field),
  })
  const show = (view: EditorView) => {
    const { scope, language } = context()
    const { doc, selection } = view.state
    const help = helpAtCaret(doc.toString(), selection.main.head, scope, language)
    view.dispatch({ effects: showHelp.of(tooltipOf(help, language)) })
    return true
  }
  const hide = (view: EditorView) => {
    if (!view.state.field(shown)) return false
    view.dispatch({ effects: showHelp.of(null) })
    return true
  }
  return [
    shown,
    keymap.of([
      { key: 'F1', run: (view) => hide(view) || show(view) },
      { key: 'Escape', run: hide },
    ]),
    EditorView.domEventHandlers({ blur: (_, view) => void hide(view) }),
  ]
}

const tooltipOf = (help: Help | undefined, language: ExpressionLanguage): Tooltip | null =>
  help ? { pos: help.from, end: help.to, above: true, create: () => ({ dom: helpBox(help, language) }) } : null

function helpBox({ title, type, summary, lines }: Help, language: ExpressionLanguage): HTMLElement {
  const box = element('div', 'ex-help')
  box.lang = language
  box.role = 'status'
  const head = element('div', 'ex-head')
  head.append(element('code', 'ex-usage', title))
  if (type) head.append(element('span', 'ex-type', type))
  box.append(head)
  if (summary) box.append(element('p', '', summary))
  for (const [label, text] of lines) {
    const line = element('p', 'ex-line')
    if (label) line.append(element('span', 'ex-label', label))
    line.append(element(label ? 'code' : 'span', '', text))
    box.append(line)
  }
  return box
}

/** Text goes in as text: nothing of a document becomes markup. */
function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  text?: string,
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  if (className) made.className = className
  if (text !== undefined) made.textContent = text
  return made
}

function problemMarks(context: () => EditorContext): Extension {
  const source = (view: EditorView): CodeDiagnostic[] => {
    const { problems, sentence, onFix } = context()
    const { length } = view.state.doc
    return problems.map((problem) => {
      const mark = marked(problem, length, sentence)
      const actions = mark.fixes.map((fix) => ({
        name: fix.title,
        apply: (target: EditorView) => (onFix ? onFix(problem, fix) : applyFix(target, fix)),
      }))
      return { from: mark.from, to: mark.to, severity: mark.severity, message: mark.message, actions }
    })
  }
  return linter(source, { delay: 0, needsRefresh: changedContext })
}

function applyFix(view: EditorView, { span: [from, to], text }: Fix): void {
  if (to > view.state.doc.length) return
  view.dispatch({
    changes: { from, to, insert: text },
    selection: { anchor: from + text.length },
    userEvent: 'input.fix',
  })
  view.focus()
}

function applyNearestFix(view: EditorView, { problems, onFix }: EditorContext): boolean {
  const fix = fixAt(problems, view.state.selection.main.head)
  if (!fix) return false
  const problem = problems.find(({ fixes }) => fixes?.includes(fix))!
  if (onFix) onFix(problem, fix)
  else applyFix(view, fix)
  return true
}

/** Name for screen readers and placeholder of the text field. */
export const contentAttributes = (label: string | undefined, language: ExpressionLanguage): Extension =>
  EditorView.contentAttributes.of({
    'aria-label': label ?? word(language, 'label'),
    spellcheck: 'false',
    autocapitalize: 'off',
    autocorrect: 'off',
    translate: 'no',
  })
