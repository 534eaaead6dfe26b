import { pipelineText } from '@millrace/pipeline'
import { Copy, Download } from 'lucide-react'
import { useEditor } from '../editor/hooks.ts'
import { attempt, download, fileName } from '../home/actions.ts'
import { useT } from '../i18n/language.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { toast } from '../ui/toasts.ts'
import type { DialogPart } from './dialogPart.ts'

/** The document as text: what the command line runs, and what another Millrace imports. */
export function ExportDialog({ close }: DialogPart) {
  const t = useT()
  const pipeline = useEditor((state) => state.pipeline)
  const text = pipelineText(pipeline)
  const copy = async () => {
    await attempt(() => navigator.clipboard.writeText(text))
    toast(t('export.copied'))
  }
  return (
    <Dialog
      open
      onClose={close}
      title={t('command.export')}
      width={640}
      footer={
        <>
          <Button onClick={() => void copy()}>
            <Copy size={14} />
            {t('export.copy')}
          </Button>
          <Button kind="primary" onClick={() => download(fileName(pipeline.name), text)}>
            <Download size={14} />
            {t('export.download')}
          </Button>
        </>
      }
    >
      <p className="dialog-note">
        {t('export.note')} <code>npm run millrace -- run {fileName(pipeline.name)}</code>
      </p>
      <pre className="document-text scroll" tabIndex={0}>
        {text}
      </pre>
    </Dialog>
  )
}
