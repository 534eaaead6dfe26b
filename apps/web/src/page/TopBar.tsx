import { rename } from '@millrace/pipeline'
import {
  Check,
  ChevronDown,
  CircleAlert,
  CloudOff,
  Download,
  History,
  Keyboard,
  MonitorPlay,
  Play,
  Redo2,
  Square,
  TriangleAlert,
  Undo2,
  Upload,
} from 'lucide-react'
import { useEffect, useState } from 'react'
import { Preferences } from '../app/Preferences.tsx'
import { go, Link, pathOf } from '../app/route.ts'
import { commandOf } from '../editor/commands.ts'
import { useDerived, useEditor, usePreview, useRun, useSession } from '../editor/hooks.ts'
import { currentFailure, isActive, type Run } from '../editor/run.ts'
import { keysOf } from '../editor/shortcuts.ts'
import { sentenceText } from '../i18n/diagnostics.ts'
import { formatClock, formatSpan } from '../i18n/format.ts'
import { useLanguage, useT } from '../i18n/language.ts'
import { Button, IconButton } from '../ui/Button.tsx'
import { Logo } from '../ui/Logo.tsx'
import { Menu } from '../ui/Menu.tsx'
import { useSaveState } from './context.ts'
import { stopJob } from './stopJob.ts'
import { useChanges } from './useChanges.ts'

export function TopBar() {
  const session = useSession()
  const t = useT()
  const { editor } = session
  const canUndo = useEditor(({ past }) => past.length > 0)
  const canRedo = useEditor(({ future }) => future.length > 0)
  return (
    <header className="top-bar">
      <Link href={pathOf.home} className="top-home" aria-label={t('nav.pipelines')} title={t('nav.pipelines')}>
        <Logo size={24} />
      </Link>
      <Name />
      <RunChip />
      <SaveChip />
      <div className="top-right">
        <IconButton
          label={t('command.undo')}
          keys={keysOf(commandOf('undo'))}
          disabled={!canUndo}
          onClick={editor.undo}
        >
          <Undo2 size={16} />
        </IconButton>
        <IconButton
          label={t('command.redo')}
          keys={keysOf(commandOf('redo'))}
          disabled={!canRedo}
          onClick={editor.redo}
        >
          <Redo2 size={16} />
        </IconButton>
        <span className="top-line" />
        <Preferences />
        <span className="top-line" />
        <PreviewChip />
        <Changes />
        <Problems />
        <RunButtons />
      </div>
    </header>
  )
}

/** The name, to be changed in place, and what can be done to the whole pipeline. */
function Name() {
  const { editor, ui, id } = useSession()
  const t = useT()
  const name = useEditor(({ pipeline }) => pipeline.name)
  const [draft, setDraft] = useState<string>()
  const take = () => {
    const wanted = draft?.trim()
    if (wanted !== undefined && wanted !== '' && wanted !== name) editor.edit((pipeline) => rename(pipeline, wanted))
    setDraft(undefined)
  }
  return (
    <div className="top-name">
      <h1 className="unseen">{name}</h1>
      <input
        className="top-name-field"
        value={draft ?? name}
        maxLength={200}
        size={Math.max(4, Math.min(40, (draft ?? name).length))}
        aria-label={t('page.name')}
        spellCheck={false}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur()
          if (event.key === 'Escape') setDraft(undefined)
        }}
      />
      <Menu
        trigger={
          <button type="button" className="icon-button" aria-label={t('page.menu')}>
            <ChevronDown size={14} />
          </button>
        }
        entries={[
          {
            label: t('command.export'),
            keys: keysOf(commandOf('export')),
            icon: <Download size={14} />,
            run: () => ui.setState({ dialog: 'export' }),
          },
          {
            label: t('command.import'),
            keys: keysOf(commandOf('import')),
            icon: <Upload size={14} />,
            run: () => ui.setState({ dialog: 'import' }),
          },
          { label: t('page.versions'), icon: <History size={14} />, run: () => ui.setState({ dialog: 'versions' }) },
          { label: t('page.screen'), icon: <MonitorPlay size={14} />, first: true, run: () => go(pathOf.screen(id)) },
          {
            label: t('command.help'),
            keys: '?',
            icon: <Keyboard size={14} />,
            run: () => ui.setState({ dialog: 'help' }),
          },
        ]}
      />
    </div>
  )
}

function SaveChip() {
  const t = useT()
  const { ui } = useSession()
  const state = useSaveState((save) => save.state)
  const version = useSaveState((save) => save.version)
  const message = useSaveState((save) => save.message)
  if (state === 'conflict')
    return (
      <button type="button" className="chip bad" onClick={() => ui.setState({ dialog: 'conflict' })}>
        <TriangleAlert size={13} />
        {t('save.conflict')}
      </button>
    )
  const tone = state === 'unreached' || state === 'refused' ? 'busy' : ''
  const Icon = state === 'unreached' || state === 'refused' ? CloudOff : Check
  return (
    <span className={`chip ${tone}`} role="status" data-save={state} title={message}>
      {state === 'saved' || tone !== '' ? <Icon size={13} /> : <span className="spinner small" />}
      {t(`save.${state}`, { version })}
    </span>
  )
}

const TONES: Readonly<Record<NonNullable<Run['status']>, string>> = {
  starting: 'accent',
  running: 'ok',
  restarting: 'bad',
  stopping: 'busy',
  stopped: '',
  finished: 'ok',
  failed: 'bad',
}

function RunChip() {
  const t = useT()
  const language = useLanguage()
  const status = useRun((run) => run.status)
  const since = useRun((run) => run.since)
  const version = useRun((run) => run.version)
  const failure = useRun((run) => currentFailure(run)?.message)
  const now = useNow(status === 'running' ? 1000 : undefined)
  if (status === undefined) return null
  return (
    <>
      <span className={`chip ${TONES[status]}`} data-run={status} title={failure}>
        <span className={`dot ${TONES[status]}`} />
        {t(`run.${status}`, { version: version ?? 0 })}
      </span>
      {status === 'running' && since !== undefined && (
        <span className="top-since num">
          {t('run.since', {
            clock: formatClock(since).slice(0, 5),
            span: formatSpan(Math.max(0, Math.floor((now - since) / 1000) * 1000), language),
          })}
        </span>
      )}
    </>
  )
}

/** The clock, again every so often. */
function useNow(everyMs: number | undefined): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (everyMs === undefined) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}

/** How long the preview took, or what went wrong in it. */
function PreviewChip() {
  const t = useT()
  const language = useLanguage()
  const { editor } = useSession()
  const active = useRun(isActive)
  const tookMs = usePreview((preview) => preview.tookMs)
  const failure = usePreview((preview) => preview.failure)
  const cut = usePreview((preview) => preview.cut)
  if (active || tookMs === undefined) return null
  if (failure)
    return (
      <button
        type="button"
        className="chip busy"
        title={sentenceText(failure.message, language)}
        onClick={() => failure.node !== null && editor.focus(failure.node)}
      >
        {t('preview.failed')}
      </button>
    )
  return (
    <span className="chip outlined top-preview" title={t('preview.title')}>
      <span className="dot accent" />
      <span className="num">{cut ? t('preview.cut') : t('preview.chip', { span: formatSpan(tookMs, language) })}</span>
    </span>
  )
}

function Changes() {
  const t = useT()
  const version = useRun((run) => run.version)
  const count = Object.keys(useChanges()).length
  if (count === 0) return null
  return <span className="chip accent top-changes">{t('page.changes', { n: count, version: version ?? 0 })}</span>
}

function Problems() {
  const { ui } = useSession()
  const t = useT()
  const { errors, problems } = useDerived()
  const warnings = problems.length - errors
  const show = () => ui.setState({ dock: 'problems', dockOpen: true })
  if (errors > 0)
    return (
      <button type="button" className="top-problems bad-text" onClick={show}>
        <CircleAlert size={16} />
        {t('page.problems', { n: errors })}
      </button>
    )
  return (
    <button type="button" className={warnings > 0 ? 'top-problems busy-text' : 'top-problems'} onClick={show}>
      {warnings > 0 ? <TriangleAlert size={16} /> : <Check size={16} />}
      {warnings > 0 ? t('page.warnings', { n: warnings }) : t('page.noProblems')}
    </button>
  )
}

function RunButtons() {
  const session = useSession()
  const t = useT()
  const active = useRun(isActive)
  const stopping = useRun(({ status }) => status === 'stopping')
  const changed = Object.keys(useChanges()).length > 0
  const empty = useEditor(({ pipeline }) => Object.keys(pipeline.nodes).length === 0)
  return (
    <>
      {active && (
        <Button disabled={stopping} onClick={() => void stopJob(session)}>
          <Square size={14} />
          {t('page.stop')}
        </Button>
      )}
      <Button
        kind="primary"
        disabled={empty}
        keys={keysOf(commandOf('deploy'))}
        onClick={() => session.ui.setState({ dialog: 'deploy' })}
      >
        {!active && <Play size={14} />}
        {t(active && changed ? 'page.redeploy' : 'command.deploy')}
      </Button>
    </>
  )
}
