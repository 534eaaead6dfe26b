import { useSession } from '../editor/hooks.ts'
import { TemplateCards } from '../home/TemplateCards.tsx'
import { useT } from '../i18n/language.ts'

/** An empty canvas teaches: what to drag, what to press, and three pipelines to begin with. */
export function EmptyCanvas() {
  const { editor, canvas } = useSession()
  const t = useT()
  return (
    <div className="empty-canvas">
      <div className="empty-canvas-text">
        <h2>{t('empty.title')}</h2>
        <p>{t('empty.text')}</p>
        <p className="empty-keys">
          <kbd className="key">Tab</kbd> {t('empty.tab')}
        </p>
      </div>
      <TemplateCards
        small
        onChoose={(pipeline) => {
          editor.edit((current) => ({ ...pipeline, name: current.name }))
          requestAnimationFrame(() => requestAnimationFrame(() => canvas?.fit()))
        }}
      />
    </div>
  )
}
