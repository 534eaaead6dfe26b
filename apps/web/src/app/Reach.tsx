import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { ask } from '../api/client.ts'
import { useReach, watchReach } from '../api/reach.ts'
import { signIn, tokenIn } from '../api/signIn.ts'
import { useT } from '../i18n/language.ts'
import { Button } from '../ui/Button.tsx'
import { Logo } from '../ui/Logo.tsx'
import { Preferences } from './Preferences.tsx'

/** What stands over the page while the runner is away, or does not know us. */
export function Reach() {
  const reach = useReach()
  const queries = useQueryClient()
  const t = useT()
  useEffect(() => watchReach(ask), [])
  useEffect(() => {
    if (reach === 'ok') void queries.invalidateQueries()
  }, [reach, queries])
  if (reach === 'signed-out') return <SignIn />
  if (reach === 'ok') return null
  return (
    <div className="away" role="alert">
      <span className="spinner" />
      {t('reach.gone')}
    </div>
  )
}

/** Takes the link that the runner prints, when the page was not opened by it. */
function SignIn() {
  const t = useT()
  const [text, setText] = useState('')
  const [failed, setFailed] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const token = tokenIn(text)
    const ok = token !== undefined && (await signIn(token))
    setFailed(!ok)
    if (ok) await ask().catch(() => undefined)
  }
  return (
    <main className="curtain">
      <Logo size={40} />
      <h1>{t('signIn.title')}</h1>
      <p>{t('signIn.text')}</p>
      <form className="sign-in" onSubmit={submit}>
        <input
          className="control mono"
          value={text}
          aria-label={t('signIn.link')}
          aria-invalid={failed || undefined}
          placeholder={t('signIn.link')}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" kind="primary" disabled={tokenIn(text) === undefined}>
          {t('signIn.open')}
        </Button>
      </form>
      {failed && (
        <p role="alert" className="bad-text">
          {t('signIn.failed')}
        </p>
      )}
      <div className="sign-in-preferences">
        <Preferences />
      </div>
    </main>
  )
}
