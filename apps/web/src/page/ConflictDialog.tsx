import { type Difference, difference, type Pipeline, readPipeline } from '@millrace/pipeline'
import { useQuery } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { useEditor, useSession } from '../editor/hooks.ts'
import { useLanguage, useT } from '../i18n/language.ts'
import { nodeTitle } from '../i18n/nodeTitle.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { useAutosave, useSaveState } from './context.ts'
import type { DialogPart } from './dialogPart.ts'

/** Somebody has saved another version in the meantime: what differs, and whose goes on. */
export function ConflictDialog({ close }: DialogPart) {
  const { id, editor } = useSession()
  const t = useT()
  const autosave = useAutosave()
  const theirs = useSaveState((state) => state.theirs)
  const mine = useEditor((state) => state.pipeline)
  const { data } = useQuery({
    queryKey: ['version', id, theirs],
    queryFn: async () =>
      readPipeline((await api.pipelines.version.query({ id, version: theirs! })).document).pipeline ?? null,
    enabled: theirs !== undefined,
  })
  const keep = () => {
    if (theirs !== undefined) autosave.rebase(theirs)
    close()
  }
  const take = () => {
    if (!data || theirs === undefined) return
    autosave.rebase(theirs)
    editor.edit(() => data)
    close()
  }
  return (
    <Dialog
      open
      onClose={close}
      title={t('conflict.title')}
      width={560}
      footer={
        <>
          <Button className="left" onClick={close}>
            {t('cancel')}
          </Button>
          <Button onClick={keep}>{t('conflict.mine')}</Button>
          <Button kind="primary" disabled={!data} onClick={take}>
            {t('conflict.theirs', { version: theirs ?? 0 })}
          </Button>
        </>
      }
    >
      <p className="dialog-note">{t('conflict.text', { version: theirs ?? 0 })}</p>
      {data && <DifferenceList before={data} after={mine} />}
    </Dialog>
  )
}

const TONES = { added: 'ok', removed: 'bad', changed: 'busy' } as const

/** Nodes that differ, and how. Positions do not count. */
export function DifferenceList({ before, after }: { before: Pipeline; after: Pipeline }) {
  const t = useT()
  const language = useLanguage()
  const found: Difference = difference(before, after)
  const nodes = Object.entries(found.nodes)
  if (nodes.length === 0 && found.edges.added.length + found.edges.removed.length === 0)
    return <p className="quiet">{t('difference.none')}</p>
  return (
    <ul className="difference">
      {nodes.map(([node, change]) => (
        <li key={node}>
          <span className={`chip ${TONES[change]}`}>{t(`change.${change}`)}</span>
          {nodeTitle(change === 'removed' ? before : after, node, language)}
          <span className="quiet mono">{node}</span>
        </li>
      ))}
      {found.edges.added.map(({ from, to }) => (
        <li key={`+${from}${to}`}>
          <span className="chip ok">{t('change.added')}</span>
          <span className="mono">
            {from} → {to}
          </span>
        </li>
      ))}
      {found.edges.removed.map(({ from, to }) => (
        <li key={`-${from}${to}`}>
          <span className="chip bad">{t('change.removed')}</span>
          <span className="mono">
            {from} → {to}
          </span>
        </li>
      ))}
    </ul>
  )
}
