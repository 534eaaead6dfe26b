import { readPipeline } from '@millrace/pipeline'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../api/client.ts'
import { useEditor, useSession } from '../editor/hooks.ts'
import { formatWhen } from '../i18n/format.ts'
import { useLanguage, useT } from '../i18n/language.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { DifferenceList } from './ConflictDialog.tsx'
import { useSaveState } from './context.ts'
import type { DialogPart } from './dialogPart.ts'

/** Earlier versions, what is different now, and the way back. */
export function VersionsDialog({ close }: DialogPart) {
  const { id, editor } = useSession()
  const t = useT()
  const language = useLanguage()
  const newest = useSaveState(({ version }) => version)
  const current = useEditor((state) => state.pipeline)
  const [chosen, setChosen] = useState<number>()
  const versions =
    useQuery({ queryKey: ['versions', id, newest], queryFn: () => api.pipelines.versions.query({ id }) }).data ?? []
  const { data } = useQuery({
    queryKey: ['version', id, chosen],
    queryFn: async () =>
      readPipeline((await api.pipelines.version.query({ id, version: chosen! })).document).pipeline ?? null,
    enabled: chosen !== undefined,
  })
  const now = Date.now()
  return (
    <Dialog
      open
      onClose={close}
      title={t('page.versions')}
      width={680}
      footer={
        <Button
          kind="primary"
          disabled={!data}
          onClick={() => {
            if (data) editor.edit(({ name }) => ({ ...data, name }))
            close()
          }}
        >
          {t('versions.restore', { version: chosen ?? newest })}
        </Button>
      }
    >
      <div className="versions">
        <ul className="versions-list scroll" aria-label={t('page.versions')}>
          {versions.map(({ version, createdAt, deployed }) => (
            <li key={version}>
              <button
                type="button"
                className="menu-item"
                aria-pressed={version === chosen}
                onClick={() => setChosen(version)}
              >
                <span className="mono">v{version}</span>
                <span className="menu-label quiet num">{formatWhen(createdAt, language, now)}</span>
                {deployed && <span className="chip ok">{t('versions.deployed')}</span>}
              </button>
            </li>
          ))}
        </ul>
        <div className="versions-difference">
          {chosen === undefined && <p className="quiet">{t('versions.choose')}</p>}
          {data && (
            <>
              <p className="dialog-note">{t('versions.since', { version: chosen ?? 0 })}</p>
              <DifferenceList before={data} after={current} />
            </>
          )}
        </div>
      </div>
    </Dialog>
  )
}
