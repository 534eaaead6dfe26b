import { useSession, useUi } from '../editor/hooks.ts'
import { CommandsDialog } from './CommandsDialog.tsx'
import { ConflictDialog } from './ConflictDialog.tsx'
import { DeployDialog } from './DeployDialog.tsx'
import { ExportDialog } from './ExportDialog.tsx'
import { HelpDialog } from './HelpDialog.tsx'
import { ImportDialog } from './ImportDialog.tsx'
import { VersionsDialog } from './VersionsDialog.tsx'

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
  return <Dialog close={() => ui.setState({ dialog: undefined })} />
}
