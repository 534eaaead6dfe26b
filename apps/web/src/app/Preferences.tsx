import { Languages, Monitor, Moon, Sun } from 'lucide-react'
import { setLanguage, useLanguage, useT } from '../i18n/language.ts'
import { Menu } from '../ui/Menu.tsx'
import { setTheme, useDark, useTheme } from './theme.ts'

/** Language and theme, on every page. */
export function Preferences() {
  const t = useT()
  const language = useLanguage()
  const theme = useTheme()
  const dark = useDark()
  return (
    <>
      <Menu
        align="end"
        trigger={
          <button type="button" className="icon-button" aria-label={t('language')} title={t('language')}>
            <Languages size={16} />
          </button>
        }
        entries={[
          { label: 'English', checked: language === 'en', run: () => setLanguage('en') },
          { label: '中文', checked: language === 'zh', run: () => setLanguage('zh') },
        ]}
      />
      <Menu
        align="end"
        trigger={
          <button type="button" className="icon-button" aria-label={t('theme')} title={t('theme')}>
            {dark ? <Moon size={16} /> : <Sun size={16} />}
          </button>
        }
        entries={[
          {
            label: t('theme.light'),
            icon: <Sun size={14} />,
            checked: theme === 'light',
            run: () => setTheme('light'),
          },
          { label: t('theme.dark'), icon: <Moon size={14} />, checked: theme === 'dark', run: () => setTheme('dark') },
          {
            label: t('theme.system'),
            icon: <Monitor size={14} />,
            checked: theme === 'system',
            run: () => setTheme('system'),
          },
        ]}
      />
    </>
  )
}
