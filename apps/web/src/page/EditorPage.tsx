import './page.css'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { api, problemOf } from '../api/client.ts'
import { Link, pathOf } from '../app/route.ts'
import { useTitle } from '../app/title.ts'
import { Canvas } from '../canvas/Canvas.tsx'
import { Dock } from '../dock/Dock.tsx'
import { SessionContext, useEditor, useRun, useUi } from '../editor/hooks.ts'
import { sentenceText } from '../i18n/diagnostics.ts'
import { useLanguage, useT } from '../i18n/language.ts'
import { Inspector } from '../inspector/Inspector.tsx'
import { Palette } from '../palette/Palette.tsx'
import { AutosaveContext } from './context.ts'
import { Dialogs } from './Dialogs.tsx'
import { followJob } from './followJob.ts'
import { followPreview } from './followPreview.ts'
import { type Opened, openPipeline } from './open.ts'
import { TopBar } from './TopBar.tsx'
import { useChanges } from './useChanges.ts'
import { useClipboard, useKeys, useLeaveGuard } from './usePageEvents.ts'

export function EditorPage({ id }: { id: string }) {
  const t = useT()
  const language = useLanguage()
  const { data, error } = useQuery({
    queryKey: ['pipeline', id],
    queryFn: () => api.pipelines.get.query({ id }),
    // The page holds the document from then on.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is asked for again later must not replace what is being edited
  const opened = useMemo(() => data && openPipeline(data), [data === undefined, id])
  if (data && !opened) return <Unopened text={t('page.unreadable')} />
  if (opened) return <Editor key={id} {...opened} />
  if (error) return <Unopened text={sentenceText(problemOf(error).message, language)} />
  return <div className="page-loading" aria-busy="true" />
}

function Unopened({ text }: { text: string }) {
  const t = useT()
  return (
    <main className="curtain">
      <p>{text}</p>
      <Link className="link" href={pathOf.home}>
        {t('unknown.home')}
      </Link>
    </main>
  )
}

function Editor({ session, autosave }: Opened) {
  return (
    <SessionContext value={session}>
      <AutosaveContext value={autosave}>
        <Page {...{ session, autosave }} />
      </AutosaveContext>
    </SessionContext>
  )
}

function Page({ session, autosave }: Opened) {
  const name = useEditor(({ pipeline }) => pipeline.name)
  const deployed = useRun(({ status }) => status !== undefined)
  const dockOpen = useUi((ui) => ui.dockOpen)
  const dockHeight = useUi((ui) => ui.dockHeight)
  useTitle(name)
  useKeys(session, autosave)
  useClipboard(session)
  useLeaveGuard(autosave)
  useEffect(() => (deployed ? followJob(session) : undefined), [session, deployed])
  useEffect(() => followPreview(session), [session])
  useEffect(
    () => () => {
      void autosave.flush()
      autosave.stop()
    },
    [autosave],
  )
  return (
    <div className="page" style={{ gridTemplateRows: `44px minmax(0, 1fr) ${dockOpen ? `${dockHeight}px` : '32px'}` }}>
      <TopBar />
      <Palette />
      <main className="page-canvas">
        <Canvas changes={useChanges()} />
      </main>
      <Inspector />
      <Dock />
      <Dialogs />
    </div>
  )
}
