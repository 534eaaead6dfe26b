import { type Command, commands } from '../editor/commands.ts'
import { isMac, keysText } from '../editor/shortcuts.ts'
import { useT } from '../i18n/language.ts'
import { Dialog } from '../ui/Dialog.tsx'
import type { DialogPart } from './dialogPart.ts'

const SECTIONS: readonly Command['section'][] = ['edit', 'select', 'arrange', 'view', 'run', 'file']

/** All keys, by what they are for. */
export function HelpDialog({ close }: DialogPart) {
  const t = useT()
  const mac = isMac()
  return (
    <Dialog open onClose={close} title={t('command.help')} width={720}>
      <div className="help">
        {SECTIONS.map((section) => (
          <section key={section}>
            <h3>{t(`section.${section}`)}</h3>
            <dl>
              {commands
                .filter((command) => command.section === section && command.keys)
                .map((command) => (
                  <div key={command.id}>
                    <dt>{t(command.title)}</dt>
                    <dd>
                      {command.keys!.map((keys) => (
                        <kbd key={keys} className="key">
                          {keysText(keys, mac)}
                        </kbd>
                      ))}
                    </dd>
                  </div>
                ))}
              {section === 'edit' && (
                <div>
                  <dt>{t('help.clipboard')}</dt>
                  <dd>
                    {['C', 'X', 'V'].map((key) => (
                      <kbd key={key} className="key">
                        {keysText(`Mod+${key}`, mac)}
                      </kbd>
                    ))}
                  </dd>
                </div>
              )}
              {section === 'view' && (
                <div>
                  <dt>{t('help.pan')}</dt>
                  <dd>
                    <kbd className="key">{t('help.space')}</kbd>
                  </dd>
                </div>
              )}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
