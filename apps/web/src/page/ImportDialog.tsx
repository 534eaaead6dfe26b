import { Upload } from 'lucide-react'
import { useRef, useState } from 'react'
import { pasteText } from '../editor/actions.ts'
import { useSession } from '../editor/hooks.ts'
import { readText } from '../home/actions.ts'
import { useT } from '../i18n/language.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import type { DialogPart } from './dialogPart.ts'

/** Takes a document or a copied part of one, from a file or pasted: in place of this one, or beside it. */
export function ImportDialog({ close }: DialogPart) {
  const session = useSession()
  const t = useT()
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<string>()
  const file = useRef<HTMLInputElement>(null)
  const replace = () => {
    const read = readText(text, t)
    if ('problem' in read) return setProblem(read.problem)
    session.editor.edit(({ name }) => ({ ...read.pipeline, name }))
    done()
  }
  const insert = () => {
    if (!pasteText(session, text)) return setProblem(t('paste.nothing'))
    done()
  }
  const done = () => {
    close()
    requestAnimationFrame(() => session.canvas?.fit())
  }
  return (
    <Dialog
      open
      onClose={close}
      title={t('command.import')}
      width={640}
      footer={
        <>
          <Button className="left" onClick={() => file.current?.click()}>
            <Upload size={14} />
            {t('import.file')}
          </Button>
          <Button disabled={text.trim() === ''} onClick={insert}>
            {t('import.insert')}
          </Button>
          <Button kind="primary" disabled={text.trim() === ''} onClick={replace}>
            {t('import.replace')}
          </Button>
        </>
      }
    >
      <p className="dialog-note">{t('import.note')}</p>
      <textarea
        className="control mono import-text"
        value={text}
        spellCheck={false}
        aria-label={t('import.text')}
        placeholder={t('import.text')}
        rows={14}
        onChange={(event) => {
          setText(event.target.value)
          setProblem(undefined)
        }}
      />
      {problem !== undefined && (
        <p role="alert" className="bad-text">
          {problem}
        </p>
      )}
      <input
        ref={file}
        type="file"
        hidden
        accept=".json,application/json"
        aria-label={t('import.file')}
        onChange={(event) => {
          void event.target.files?.[0]?.text().then(setText)
          event.target.value = ''
        }}
      />
    </Dialog>
  )
}
