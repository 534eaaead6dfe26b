import { catalogue, translate } from '@millrace/operators'
import { useState } from 'react'
import { Link, pathOf } from '../app/route.ts'
import { Shell } from '../app/Shell.tsx'
import { useTitle } from '../app/title.ts'
import { grouped, searched } from '../editor/search.ts'
import { useLanguage, useT } from '../i18n/language.ts'
import { OperatorTile } from '../icons/operatorIcon.tsx'
import { OperatorHelp } from './OperatorHelp.tsx'

/** Every operator with its help. */
export function OperatorsPage({ type }: { type: string | undefined }) {
  const t = useT()
  const language = useLanguage()
  const [text, setText] = useState('')
  const shown = catalogue.find((definition) => definition.type === type) ?? catalogue[0]!
  const title = translate(shown.palette.title, language, shown)
  useTitle(title)
  return (
    <Shell page="operators" search={{ text, placeholder: t('palette.search'), change: setText }}>
      <div className="page-head">
        <h1>{t('nav.operators')}</h1>
      </div>
      <div className="operators">
        <nav aria-label={t('nav.operators')} className="operators-list">
          {grouped(searched(catalogue, text)).map(({ group, definitions }) => (
            <section key={group}>
              <h2>{t(`group.${group}`)}</h2>
              <ul>
                {definitions.map((definition) => (
                  <li key={definition.type}>
                    <Link
                      href={pathOf.operators(definition.type)}
                      className="operators-item"
                      aria-current={definition === shown ? 'page' : undefined}
                    >
                      <OperatorTile name={definition.palette.icon} group={definition.palette.group} />
                      {translate(definition.palette.title, language, definition)}
                    </Link>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </nav>
        <article className="operators-help">
          <h2>
            <OperatorTile name={shown.palette.icon} group={shown.palette.group} />
            {title} <code className="quiet">{shown.type}</code>
          </h2>
          <OperatorHelp definition={shown} />
        </article>
      </div>
    </Shell>
  )
}
