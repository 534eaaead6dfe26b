import { lazy, Suspense } from 'react'
import { useSession, useUi } from '../editor/hooks.ts'
import { DeployDialog } from './DeployDialog.tsx'

const CommandsDialog = lazy(async () => ({ default: (await import('./CommandsDialog.tsx')).CommandsDialog }))
const HelpDialog = lazy(async () => ({ default: (await import('./HelpDialog.tsx')).HelpDialog }))
const ExportDialog = lazy(async () => ({ default: (await import('./ExportDialog.tsx')).ExportDialog }))
const ImportDialog = lazy(async () => ({ default: (await import('./ImportDialog.tsx')).ImportDialog }))
const ConflictDialog = lazy(async () => ({ default: (await import('./ConflictDialog.tsx')).ConflictDialog }))
const VersionsDialog = lazy(async () => ({ default: (await import('./VersionsDialog.tsx')).VersionsDialog }))

const dialogs = {
  deploy: DeployDialog,
  commands: CommandsDialog,
  help: HelpDialog,
  export: ExportDialog,
  import: ImportDialog,
  conflict: ConflictDialog,
  versions: VersionsDialog,
} as const

/** The dialog that is open, if one is. */
export function Dialogs() {
  const { ui } = useSession()
  const name = useUi(({ dialog }) => dialog)
  if (name === undefined) return null
  const Dialog = dialogs[name]
  return (
    <Suspense fallback={null}>
      <Dialog close={() => ui.setState({ dialog: undefined })} />
    </Suspense>
  )
}
