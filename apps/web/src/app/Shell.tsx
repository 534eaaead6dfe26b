import './shell.css'
import { useQuery } from '@tanstack/react-query'
import { BookOpen, Cable, LayoutList, Search } from 'lucide-react'
import type { ReactNode } from 'react'
import { connectionsQuery, pipelinesQuery } from '../api/queries.ts'
import { useT } from '../i18n/language.ts'
import { Logo } from '../ui/Logo.tsx'
import { Preferences } from './Preferences.tsx'
import { Link, pathOf, type Route } from './route.ts'

interface ShellProps {
  page: Route['page']
  /** What the field at the top finds; without it there is no field. */
  search?: { readonly text: string; readonly placeholder: string; change(text: string): void }
  children: ReactNode
}

/** The frame of all pages but the editor. */
export function Shell({ page, search, children }: ShellProps) {
  return (
    <div className="shell">
      <header className="shell-top">
        <Link href={pathOf.home} className="shell-brand">
          <Logo size={24} />
          <span>Millrace</span>
        </Link>
        {search && (
          <label className="search shell-search">
            <Search size={15} />
            <input
              type="search"
              value={search.text}
              placeholder={search.placeholder}
              aria-label={search.placeholder}
              onChange={(event) => search.change(event.target.value)}
            />
          </label>
        )}
        <div className="shell-right">
          <Preferences />
        </div>
      </header>
      <Places page={page} />
      <main className="shell-main scroll">{children}</main>
    </div>
  )
}

function Places({ page }: { page: Route['page'] }) {
  const t = useT()
  const pipelines = useQuery(pipelinesQuery).data
  const connections = useQuery(connectionsQuery).data
  const places = [
    { page: 'home', href: pathOf.home, label: t('nav.pipelines'), icon: LayoutList, count: pipelines?.length },
    {
      page: 'connections',
      href: pathOf.connections,
      label: t('nav.connections'),
      icon: Cable,
      count: connections?.length,
    },
    { page: 'operators', href: pathOf.operators(), label: t('nav.operators'), icon: BookOpen, count: undefined },
  ] as const
  const running = pipelines?.filter(({ job }) => job?.state === 'running').length ?? 0
  return (
    <nav className="shell-nav" aria-label={t('nav.name')}>
      <ul>
        {places.map(({ page: place, href, label, icon: Icon, count }) => (
          <li key={place}>
            <Link href={href} className="shell-place" aria-current={place === page ? 'page' : undefined}>
              <Icon size={16} />
              <span>{label}</span>
              {count !== undefined && <span className="shell-count num">{count}</span>}
            </Link>
          </li>
        ))}
      </ul>
      <p className="shell-engine">
        <span className={`dot ${running > 0 ? 'ok' : ''}`} />
        <span>{t('nav.engine')}</span>
        <span className="num">{t('nav.running', { n: running })}</span>
      </p>
    </nav>
  )
}
