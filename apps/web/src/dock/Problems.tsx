import { CircleAlert, TriangleAlert } from 'lucide-react'
import { applyQuickFix } from '../editor/actions.ts'
import { useDerived, useEditor, useSession } from '../editor/hooks.ts'
import { diagnosticText, sentenceText } from '../i18n/diagnostics.ts'
import { useLanguage, useT } from '../i18n/language.ts'
import { nodeTitle } from '../i18n/nodeTitle.ts'
import { Prose } from '../ui/Prose.tsx'
import { Nothing } from './Nothing.tsx'

/** Everything that is wrong; a click goes to the node and the value. */
export function Problems() {
  const session = useSession()
  const t = useT()
  const language = useLanguage()
  const { problems } = useDerived()
  const pipeline = useEditor((state) => state.pipeline)
  if (problems.length === 0) return <Nothing title={t('problems.none')}>{t('problems.noneHint')}</Nothing>
  return (
    <ul className="problem-list scroll">
      {problems.map((problem, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a problem is its place
        <li key={i} className={problem.severity}>
          <button
            type="button"
            className="problem-row"
            onClick={() => {
              if (problem.node === undefined) return
              session.ui.setState({ inspector: 'configure' })
              session.editor.focus(problem.node, problem.path)
              session.canvas?.show(problem.node)
            }}
          >
            {problem.severity === 'error' ? <CircleAlert size={14} /> : <TriangleAlert size={14} />}
            <span className="unseen">{t(`severity.${problem.severity}`)}</span>
            <strong>{problem.node !== undefined && nodeTitle(pipeline, problem.node, language)}</strong>
            <span>
              <Prose>{diagnosticText(problem, language)}</Prose>
            </span>
            {problem.path && <span className="mono quiet">{problem.path}</span>}
          </button>
          {problem.fixes?.map((fix) => (
            <button key={fix.title} type="button" className="link" onClick={() => applyQuickFix(session, problem, fix)}>
              {sentenceText(fix.title, language)}
            </button>
          ))}
        </li>
      ))}
    </ul>
  )
}
