import { formatType } from '@millrace/language'
import { type Edge, nodeOf, portOf } from '@millrace/pipeline'
import { Clock } from 'lucide-react'
import { useDerived, useEditor, usePortNumbers, useSession } from '../editor/hooks.ts'
import { formatCount, formatRate } from '../i18n/format.ts'
import { useLanguage, useT } from '../i18n/language.ts'
import { nodeTitle } from '../i18n/nodeTitle.ts'

/** What goes over an edge: the fields of its rows, their time, and how they may change. */
export function EdgePanel({ edge: { from, to } }: { edge: Edge }) {
  const t = useT()
  const language = useLanguage()
  const { ui } = useSession()
  const pipeline = useEditor((state) => state.pipeline)
  const relation = useDerived().built.relations[from]
  const numbers = usePortNumbers(from)
  return (
    <>
      <header className="inspector-head">
        <h2 className="cut">
          {nodeTitle(pipeline, nodeOf(from), language)} → {nodeTitle(pipeline, nodeOf(to), language)}
        </h2>
      </header>
      <div className="inspector-body scroll">
        <dl className="facts">
          <div>
            <dt>{t('edge.port')}</dt>
            <dd className="mono">
              {portOf(from)} → {portOf(to)}
            </dd>
          </div>
          {relation && (
            <div>
              <dt>{t('edge.changes')}</dt>
              <dd>{t(`changes.${relation.changes.mode}`)}</dd>
            </div>
          )}
          {numbers && (
            <>
              <div>
                <dt>{t('edge.rate')}</dt>
                <dd className="mono num">{formatRate(numbers.rate, language)}</dd>
              </div>
              <div>
                <dt>{t('edge.count')}</dt>
                <dd className="mono num">{formatCount(numbers.rows, language)}</dd>
              </div>
            </>
          )}
        </dl>
        <button type="button" className="link edge-rows" onClick={() => ui.setState({ dock: 'rows', dockOpen: true })}>
          {t('edge.rows')}
        </button>
        <h3 className="inspector-heading">{t('edge.fields')}</h3>
        {!relation && <p className="inspector-hint">{t('edge.unknown')}</p>}
        <ul className="field-list">
          {relation?.row.map(({ name, type, nullable }, i) => (
            <li key={name}>
              <span className="mono cut">{name}</span>
              {relation.time === i && (
                <span className="chip accent" role="img" aria-label={t('edge.time')} title={t('edge.time')}>
                  <Clock size={12} />
                </span>
              )}
              <span className="mono quiet">
                {formatType(type)}
                {nullable ? '' : ' NOT NULL'}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </>
  )
}
