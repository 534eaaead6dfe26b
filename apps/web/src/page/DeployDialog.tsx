import { catalogue } from '@millrace/operators'
import type { Pipeline } from '@millrace/pipeline'
import { useQuery } from '@tanstack/react-query'
import { Play } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { api, problemOf } from '../api/client.ts'
import { pipelinesQuery, queryClient } from '../api/queries.ts'
import type { DeployOutlook, NodeOutlook, SinkPromise } from '../api/types.ts'
import { createLookup } from '../editor/derived.ts'
import { useDerived, useEditor, useRun, useSession } from '../editor/hooks.ts'
import { isActive } from '../editor/run.ts'
import { diagnosticText, sentenceText } from '../i18n/diagnostics.ts'
import { formatBytes } from '../i18n/format.ts'
import { useLanguage, useT } from '../i18n/language.ts'
import { nodeTitle } from '../i18n/nodeTitle.ts'
import { OperatorTile } from '../icons/operatorIcon.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Prose } from '../ui/Prose.tsx'
import { useAutosave } from './context.ts'
import type { DialogPart } from './dialogPart.ts'
import { useChanges } from './useChanges.ts'

/** What a deployment will do to the state of every node, and what every sink promises. */
export function DeployDialog({ close }: DialogPart) {
  const { id, run, ui } = useSession()
  const t = useT()
  const language = useLanguage()
  const autosave = useAutosave()
  const { errors, problems } = useDerived()
  const name = useEditor(({ pipeline }) => pipeline.name)
  const active = useRun(isActive)
  const from = useRun(({ version }) => version)
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<string>()
  const [fresh, setFresh] = useState(false)
  const deploy = useRef<HTMLButtonElement>(null)
  const plan = useQuery({
    queryKey: ['plan', id],
    queryFn: async () => {
      const version = await autosave.flush()
      if (version === undefined) throw new Error(t('deploy.notSaved'))
      return { version, ...(await api.jobs.plan.query({ pipelineId: id, version })) }
    },
    staleTime: 0,
    gcTime: 0,
    enabled: errors === 0,
    refetchOnWindowFocus: false,
  })
  const { data } = plan
  useEffect(() => {
    if (data?.possible) deploy.current?.focus()
  }, [data?.possible])
  /** Why the saved state cannot be read: only beginning anew helps here. */
  const unreadable = data?.unreadable ?? null
  const lost = fresh ? [] : (data?.nodes ?? []).filter(({ verdict }) => verdict === 'lost')
  const start = async () => {
    if (!data) return
    setBusy(true)
    setFailed(undefined)
    try {
      await api.jobs.deploy.mutate({ pipelineId: id, version: data.version, fresh })
      run.setState(({ status }) => ({ status: status ?? 'starting', version: data.version, deployed: undefined }))
      void queryClient.invalidateQueries({ queryKey: pipelinesQuery.queryKey })
      ui.setState({ dockOpen: true })
      close()
    } catch (error) {
      const { message, hint } = problemOf(error)
      setFailed(diagnosticText({ message, ...(hint !== undefined && { hint }) }, language))
    } finally {
      setBusy(false)
    }
  }
  const blocking =
    errors > 0
      ? problems.filter(({ severity }) => severity === 'error')
      : (data?.problems.filter(({ severity }) => severity === 'error') ?? [])
  return (
    <Dialog
      open
      onClose={close}
      width={760}
      title={t('deploy.title', { name })}
      aside={
        <span className="deploy-versions">
          {from !== undefined && (
            <>
              <span className="chip mono">v{from}</span> {t('deploy.to')}
            </>
          )}
          {data && <span className="chip accent mono">v{data.version}</span>}
        </span>
      }
      footer={
        <>
          {(data?.goesOn || unreadable !== null) && (
            <label className="deploy-fresh left">
              <input type="checkbox" checked={fresh} onChange={(event) => setFresh(event.target.checked)} />
              {t('deploy.fresh')}
            </label>
          )}
          <Button onClick={close}>{t('cancel')}</Button>
          <Button
            ref={deploy}
            kind="primary"
            disabled={!data?.possible || blocking.length > 0 || (unreadable !== null && !fresh) || busy}
            onClick={() => void start()}
          >
            <Play size={14} />
            {t(active ? 'deploy.replace' : 'deploy.start', { version: data?.version ?? 0 })}
          </Button>
        </>
      }
    >
      <div className="deploy" aria-busy={plan.isPending && errors === 0}>
        {failed !== undefined && (
          <p role="alert" className="deploy-note bad-text">
            {failed}
          </p>
        )}
        {plan.error && (
          <p role="alert" className="deploy-note bad-text">
            {sentenceText(problemOf(plan.error).message, language)}
          </p>
        )}
        {blocking.length > 0 && <Blocking problems={blocking} close={close} />}
        {data?.possible && blocking.length === 0 && (
          <>
            {unreadable !== null && !fresh ? (
              <Unreadable why={unreadable} />
            ) : (
              <>
                <p className="deploy-note">{summary(data, fresh, t)}</p>
                {lost.length > 0 && <p className="deploy-note busy-text">{t('deploy.lost', { n: lost.length })}</p>}
                <Nodes nodes={data.nodes} fresh={fresh} first={data.from === null} />
              </>
            )}
            <Promises sinks={data.sinks} />
          </>
        )}
      </div>
    </Dialog>
  )
}

function Unreadable({ why }: { why: string }) {
  const language = useLanguage()
  const t = useT()
  return (
    <div role="alert">
      <p className="deploy-note bad-text">{t('deploy.unreadable')}</p>
      <p className="deploy-note">
        <Prose>{sentenceText(why, language)}</Prose>
      </p>
    </div>
  )
}

function summary(
  { goesOn, from }: Pick<DeployOutlook, 'goesOn' | 'from'>,
  fresh: boolean,
  t: ReturnType<typeof useT>,
): string {
  if (from === null) return t('deploy.first')
  return t(goesOn && !fresh ? 'deploy.goesOn' : 'deploy.anew')
}

/** As much of a problem as is shown, whoever has found it. */
interface Shown {
  readonly message: string
  readonly hint?: string
  readonly node?: string
  readonly path?: string
}

function Blocking({ problems, close }: { problems: readonly Shown[]; close(): void }) {
  const { editor } = useSession()
  const pipeline = useEditor((state) => state.pipeline)
  const language = useLanguage()
  const t = useT()
  return (
    <>
      <p className="deploy-note">{t('deploy.blocked')}</p>
      <ul className="deploy-problems">
        {problems.map((problem, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a problem is its place
          <li key={i}>
            <button
              type="button"
              className="problem-row"
              onClick={() => {
                if (problem.node !== undefined) editor.focus(problem.node, problem.path)
                close()
              }}
            >
              <strong>{problem.node !== undefined && nodeTitle(pipeline, problem.node, language)}</strong>{' '}
              <Prose>{diagnosticText(problem, language)}</Prose>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}

const definitionOf = createLookup(catalogue)

/** From left to right as they are drawn; what is gone comes last. */
function inReadingOrder(nodes: readonly NodeOutlook[], { layout, nodes: present }: Pipeline): readonly NodeOutlook[] {
  const place = ({ node }: NodeOutlook) => layout[node] ?? [present[node] ? 0 : Number.POSITIVE_INFINITY, 0]
  return nodes.toSorted((a, b) => place(a)[0] - place(b)[0] || place(a)[1] - place(b)[1])
}

const TONES: Readonly<Record<NodeOutlook['verdict'], string>> = {
  kept: 'ok',
  new: 'outlined',
  lost: 'bad',
  stateless: 'outlined',
}

function Nodes({ nodes, fresh, first }: { nodes: readonly NodeOutlook[]; fresh: boolean; first: boolean }) {
  const t = useT()
  const language = useLanguage()
  const pipeline = useEditor((state) => state.pipeline)
  const changes = useChanges()
  const count = (verdict: NodeOutlook['verdict']) => nodes.filter((node) => node.verdict === verdict).length
  return (
    <section className="deploy-section">
      <h3>
        {t('deploy.state')}
        {!fresh && (
          <span className="deploy-counts">
            {(['kept', 'new', 'lost'] as const).map(
              (verdict) =>
                count(verdict) > 0 && (
                  <span
                    key={verdict}
                    className={verdict === 'lost' ? 'bad-text' : ''}
                  >{`${count(verdict)} ${t(`verdict.${verdict}`)}`}</span>
                ),
            )}
          </span>
        )}
      </h3>
      <table className="plain-table deploy-table">
        <thead>
          <tr>
            <th scope="col">{t('deploy.operator')}</th>
            {!first && <th scope="col">{t('deploy.change')}</th>}
            <th scope="col">{t('deploy.verdict')}</th>
            <th scope="col">{t('deploy.why')}</th>
            <th scope="col" className="right">
              {t('deploy.size')}
            </th>
          </tr>
        </thead>
        <tbody>
          {inReadingOrder(nodes, pipeline).map((node) => {
            const verdict = fresh && node.verdict === 'kept' ? 'new' : node.verdict
            const definition = definitionOf(node.type ?? '')
            return (
              <tr key={node.node} data-node={node.node} data-verdict={verdict}>
                <td>
                  <span className="deploy-node">
                    <OperatorTile
                      name={definition?.palette.icon ?? ''}
                      group={definition?.palette.group ?? 'transform'}
                    />
                    <strong className={pipeline.nodes[node.node] ? '' : 'gone'}>
                      {node.label ?? nodeTitle(pipeline, node.node, language)}
                    </strong>
                  </span>
                </td>
                {!first && (
                  <td className="quiet">
                    {changes[node.node] ? t(`change.${changes[node.node]!}`) : t('change.none')}
                  </td>
                )}
                <td>
                  <span className={`chip ${TONES[verdict]}`}>{t(`verdict.${verdict}`)}</span>
                </td>
                <td>{fresh && node.verdict === 'kept' ? t('deploy.dropped') : sentenceText(node.why, language)}</td>
                <td className="right mono num">{node.stateBytes > 0 ? formatBytes(node.stateBytes) : ''}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

const PROMISE_TONES: Readonly<Record<SinkPromise['guarantee'], string>> = {
  'exactly-once': 'ok',
  'at-least-once': 'busy',
  none: '',
}

function Promises({ sinks }: { sinks: readonly SinkPromise[] }) {
  const t = useT()
  const language = useLanguage()
  const pipeline = useEditor((state) => state.pipeline)
  if (sinks.length === 0) return null
  return (
    <section className="deploy-section">
      <h3>{t('deploy.promises')}</h3>
      <ul className="deploy-promises">
        {sinks.map(({ node, guarantee }) => (
          <li key={node}>
            <strong>{nodeTitle(pipeline, node, language)}</strong>
            <span className={`chip ${PROMISE_TONES[guarantee]}`}>{t(`guarantee.${guarantee}`)}</span>
            <span className="quiet">{t(`guarantee.${guarantee}.text`)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
