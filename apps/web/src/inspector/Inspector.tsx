import './inspector.css'
import type { Definition } from '@millrace/algebra'
import type { Json } from '@millrace/language'
import { translate } from '@millrace/operators'
import { type ConfigPath, labelNode, nodeOf, portOf } from '@millrace/pipeline'
import { Ellipsis } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { applyQuickFix, duplicateSelected, removeSelected, selectReachable, setValue } from '../editor/actions.ts'
import { inputsOf } from '../editor/derived.ts'
import { formOf } from '../editor/form.ts'
import {
  useDerived,
  useEditor,
  usePreview,
  useProblemsOf,
  useRun,
  useSelectedNode,
  useSession,
  useUi,
} from '../editor/hooks.ts'
import { isRunning } from '../editor/run.ts'
import { edgeOf } from '../editor/store.ts'
import type { InspectorTab } from '../editor/ui.ts'
import { diagnosticText } from '../i18n/diagnostics.ts'
import { useLanguage, useT } from '../i18n/language.ts'
import { OperatorTile } from '../icons/operatorIcon.tsx'
import { OperatorHelp } from '../operators/OperatorHelp.tsx'
import { Menu } from '../ui/Menu.tsx'
import { Prose } from '../ui/Prose.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { FormContext, type FormState } from './context.ts'
import { controls } from './controls/index.ts'
import { EdgePanel } from './EdgePanel.tsx'
import { Fields } from './Form.tsx'
import { PipelinePanel } from './PipelinePanel.tsx'
import { RunPanel } from './RunPanel.tsx'

/** What is selected: a node with its form, an edge with its rows' type, or the pipeline. */
export function Inspector() {
  const t = useT()
  const node = useSelectedNode()
  const edge = useEditor(({ selection: { nodes, edges } }) =>
    nodes.length === 0 && edges.length === 1 ? edges[0] : undefined,
  )
  const several = useEditor(({ selection: { nodes } }) => nodes.length)
  return (
    <aside className="inspector" aria-label={t('inspector.name')} data-region="inspector">
      {node !== undefined && <NodePanel key={node} id={node} />}
      {node === undefined && edge !== undefined && <EdgePanel key={edge} edge={edgeOf(edge)} />}
      {several > 1 && (
        <div className="inspector-body">
          <p className="inspector-hint">{t('inspector.several', { n: several })}</p>
        </div>
      )}
      {several === 0 && edge === undefined && <PipelinePanel />}
    </aside>
  )
}

function NodePanel({ id }: { id: string }) {
  const { definitionOf, ui } = useSession()
  const t = useT()
  const language = useLanguage()
  const type = useEditor(({ pipeline }) => pipeline.nodes[id]?.type)
  const label = useEditor(({ pipeline }) => pipeline.nodes[id]?.label)
  const definition = type === undefined ? undefined : definitionOf(type)
  const running = useRun(isRunning)
  const wanted = useUi((state) => state.inspector)
  const tab: InspectorTab = wanted === 'run' && !running ? 'configure' : wanted
  if (!definition) return <p className="inspector-hint">{t('inspector.unknown', { type: type ?? '' })}</p>
  const tabs = [
    { value: 'configure', label: t('inspector.configure') },
    { value: 'docs', label: t('inspector.docs') },
    ...(running ? [{ value: 'run' as const, label: t('inspector.run') }] : []),
  ] as const
  return (
    <>
      <header className="inspector-head">
        <OperatorTile name={definition.palette.icon} group={definition.palette.group} />
        <Title id={id} label={label} standard={translate(definition.palette.title, language, definition)} />
        <span className="inspector-id mono cut">{id}</span>
        <NodeMenu />
      </header>
      <Tabs
        label={t('inspector.tabs')}
        panel="inspector-panel"
        className="inspector-tabs"
        value={tab}
        onChange={(inspector) => ui.setState({ inspector })}
        tabs={tabs}
      />
      <div className="inspector-body scroll" id="inspector-panel" role="tabpanel" aria-label={t(`inspector.${tab}`)}>
        {tab === 'configure' && <Configure id={id} definition={definition} />}
        {tab === 'docs' && <OperatorHelp definition={definition} compact />}
        {tab === 'run' && <RunPanel id={id} />}
      </div>
    </>
  )
}

function NodeMenu() {
  const session = useSession()
  const t = useT()
  return (
    <Menu
      align="end"
      trigger={
        <button type="button" className="icon-button" aria-label={t('inspector.actions')}>
          <Ellipsis size={16} />
        </button>
      }
      entries={[
        { label: t('command.duplicate'), run: () => duplicateSelected(session) },
        { label: t('command.upstream'), run: () => selectReachable(session, 'upstream') },
        { label: t('command.downstream'), run: () => selectReachable(session, 'downstream') },
        { label: t('command.delete'), keys: 'Del', first: true, danger: true, run: () => removeSelected(session) },
      ]}
    />
  )
}

/** The label of a node, changed in place; empty gives the title of its operator again. */
function Title({ id, label, standard }: { id: string; label: string | undefined; standard: string }) {
  const { editor } = useSession()
  const t = useT()
  const field = useRef<HTMLInputElement>(null)
  const [draft, setDraft] = useState<string>()
  const wish = useEditor(({ focus }) => (focus?.node === id && focus.path === 'label' ? focus.at : undefined))
  useEffect(() => {
    if (wish !== undefined) field.current?.select()
  }, [wish])
  const take = () => {
    if (draft !== undefined && draft.trim() !== (label ?? ''))
      editor.edit((pipeline) => labelNode(pipeline, id, draft.trim()))
    setDraft(undefined)
  }
  return (
    <input
      ref={field}
      className="inspector-title"
      value={draft ?? label ?? ''}
      placeholder={standard}
      maxLength={200}
      aria-label={t('inspector.label')}
      spellCheck={false}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur()
        if (event.key === 'Escape') setDraft(undefined)
      }}
    />
  )
}

function Configure({ id, definition }: { id: string; definition: Definition }) {
  const session = useSession()
  const derived = useDerived()
  const problems = useProblemsOf(id)
  const pipeline = useEditor((state) => state.pipeline)
  const focus = useEditor((state) => state.focus)
  const config = pipeline.nodes[id]?.config
  const previewed = usePreview((preview) => preview.ports)
  const samples = useMemo(() => {
    const incoming = pipeline.edges.filter(({ to }) => nodeOf(to) === id)
    return Object.fromEntries(incoming.map(({ from, to }) => [portOf(to), previewed[from]?.rows[0]?.values]))
  }, [pipeline.edges, id, previewed])
  const form = useMemo((): FormState | undefined => {
    if (!config) return undefined
    return {
      controls,
      node: id,
      definition,
      config,
      inputs: inputsOf(pipeline, derived, id),
      output: derived.built.relations[`${id}.out`]?.row ?? [],
      problems,
      samples,
      goTo: focus?.node === id && focus.path !== undefined ? { path: focus.path, at: focus.at } : undefined,
      set: (path: ConfigPath, value: Json | undefined) => setValue(session, id, path, value),
      settle: session.editor.settle,
      fix: (problem, fix) => applyQuickFix(session, problem, fix),
    }
  }, [session, id, definition, config, pipeline, derived, problems, samples, focus])
  if (!form) return null
  return (
    <FormContext value={form}>
      <Elsewhere />
      <Fields fields={formOf(definition)} />
    </FormContext>
  )
}

/** Problems of the node that belong to no value: its edges, its inputs. */
function Elsewhere() {
  const problems = useProblemsOf(useSelectedNode() ?? '')
  const language = useLanguage()
  const failure = useRun((run) => run.failure)
  const t = useT()
  const node = useSelectedNode()
  const own = problems.filter(({ path }) => path === undefined || path === '')
  const failed = failure && failure.node === node ? failure : undefined
  if (own.length === 0 && !failed) return null
  return (
    <ul className="inspector-problems">
      {failed && (
        <li className="error">
          <strong>{t('inspector.failed')}</strong>{' '}
          <Prose>
            {diagnosticText({ message: failed.message, ...(failed.hint !== null && { hint: failed.hint }) }, language)}
          </Prose>
        </li>
      )}
      {own.map((problem) => (
        <li key={problem.message} className={problem.severity}>
          <Prose>{diagnosticText(problem, language)}</Prose>
        </li>
      ))}
    </ul>
  )
}
