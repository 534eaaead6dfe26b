import { type Command, commands } from '../editor/commands.ts'
import { isMac, keysText } from '../editor/shortcuts.ts'
import type { MessageKey } from '../i18n/en.ts'
import { useT } from '../i18n/language.ts'
import { Dialog } from '../ui/Dialog.tsx'
import type { DialogPart } from './dialogPart.ts'

const SECTIONS: readonly Command['section'][] = ['edit', 'select', 'arrange', 'view', 'run', 'file']

/** What the browser and the editor of expressions do by themselves. */
const OTHERS: readonly { section: Command['section']; title: MessageKey; keys: readonly string[] }[] = [
  { section: 'edit', title: 'help.clipboard', keys: ['Mod+C', 'Mod+X', 'Mod+V'] },
  { section: 'edit', title: 'help.expression', keys: ['F1'] },
  { section: 'edit', title: 'help.fix', keys: ['Mod+.'] },
]

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
                  <Keys
                    key={command.id}
                    title={t(command.title)}
                    keys={command.keys!.map((keys) => keysText(keys, mac))}
                  />
                ))}
              {OTHERS.filter((other) => other.section === section).map(({ title, keys }) => (
                <Keys key={title} title={t(title)} keys={keys.map((key) => keysText(key, mac))} />
              ))}
              {section === 'view' && <Keys title={t('help.pan')} keys={[t('help.space')]} />}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}

function Keys({ title, keys }: { title: string; keys: readonly string[] }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        {keys.map((key) => (
          <kbd key={key} className="key">
            {key}
          </kbd>
        ))}
      </dd>
    </div>
  )
}
