import { QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { queryClient } from '../api/queries.ts'
import { ConnectionsPage } from '../connections/ConnectionsPage.tsx'
import { HomePage } from '../home/HomePage.tsx'
import { useT } from '../i18n/language.ts'
import { Toasts } from '../ui/Toasts.tsx'
import { TooltipProvider } from '../ui/Tooltip.tsx'
import { Boundary } from './Boundary.tsx'
import { Reach } from './Reach.tsx'
import { Link, pathOf, type Route, routeOf, usePath } from './route.ts'
import { Shell } from './Shell.tsx'

const EditorPage = lazy(async () => ({ default: (await import('../page/EditorPage.tsx')).EditorPage }))
const ScreenPage = lazy(async () => ({ default: (await import('../screens/ScreenPage.tsx')).ScreenPage }))
const OperatorsPage = lazy(async () => ({ default: (await import('../operators/OperatorsPage.tsx')).OperatorsPage }))

export function App() {
  const route = routeOf(usePath())
  return (
    <QueryClientProvider client={queryClient}>
      <TooltipProvider>
        <Boundary key={route.page}>
          <Suspense fallback={null}>
            <Page route={route} />
          </Suspense>
        </Boundary>
        <Toasts />
        <Reach />
      </TooltipProvider>
    </QueryClientProvider>
  )
}

function Page({ route }: { route: Route }) {
  switch (route.page) {
    case 'home':
      return <HomePage />
    case 'pipeline':
      return <EditorPage key={route.id} id={route.id} />
    case 'screen':
      return <ScreenPage id={route.id} />
    case 'connections':
      return <ConnectionsPage />
    case 'operators':
      return <OperatorsPage type={route.type} />
    case 'unknown':
      return <Unknown />
  }
}

function Unknown() {
  const t = useT()
  return (
    <Shell page="unknown">
      <div className="empty">
        <strong>{t('unknown.title')}</strong>
        <Link className="link" href={pathOf.home}>
          {t('unknown.home')}
        </Link>
      </div>
    </Shell>
  )
}
