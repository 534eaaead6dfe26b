import { useQueryClient } from '@tanstack/react-query'
import { type ChangeEvent, type ReactNode, useId, useState } from 'react'
import { api, problemOf } from '../api/client.ts'
import { connectionsQuery } from '../api/queries.ts'
import type { ConnectionEntry, ConnectionReport } from '../api/types.ts'
import { diagnosticText, sentenceText } from '../i18n/diagnostics.ts'
import { useLanguage, useT } from '../i18n/language.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Select } from '../ui/Select.tsx'
import { toast } from '../ui/toasts.ts'
import { draftOf, emptyForm, type FormMistake, formOf, type KafkaForm, mistakesOf } from './kafkaDraft.ts'

interface ConnectionDialogProps {
  /** Absent for a new one. */
  connection: ConnectionEntry | undefined
  onClose(): void
}

/** A Kafka connection: where it is, how it is encrypted and how one signs in. It can be tested before it is saved. */
export function ConnectionDialog({ connection, onClose }: ConnectionDialogProps) {
  const t = useT()
  const language = useLanguage()
  const queries = useQueryClient()
  const [form, setForm] = useState<KafkaForm>(() =>
    connection ? formOf(connection.name, connection.settings) : emptyForm,
  )
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState<'test' | 'save'>()
  const [report, setReport] = useState<ConnectionReport | { ok: false; message: string }>()
  const mistakes = mistakesOf(form)
  const set = (change: Partial<KafkaForm>) => {
    setForm((before) => ({ ...before, ...change }))
    setReport(undefined)
  }
  const mistake = (name: FormMistake) => (tried && mistakes.includes(name) ? t(`connection.wrong.${name}`) : undefined)
  const run = async (what: 'test' | 'save', work: () => Promise<void>) => {
    setTried(true)
    if (mistakes.length > 0) return
    setBusy(what)
    try {
      await work()
    } catch (error) {
      const { message, hint } = problemOf(error)
      setReport({ ok: false, message: diagnosticText({ message, ...(hint !== undefined && { hint }) }, language) })
    } finally {
      setBusy(undefined)
    }
  }
  const test = () => run('test', async () => setReport(await api.connections.test.mutate({ draft: draftOf(form) })))
  const save = () =>
    run('save', async () => {
      const { forgotten } = await api.connections.save.mutate(draftOf(form))
      await queries.invalidateQueries({ queryKey: connectionsQuery.queryKey })
      toast(forgotten.length > 0 ? t('connection.forgotten') : t('connection.saved', { name: form.name.trim() }))
      onClose()
    })
  const stored = (path: string) => connection !== undefined && path in connection.secrets
  return (
    <Dialog
      open
      onClose={onClose}
      width={560}
      title={connection ? t('connection.editTitle', { name: connection.name }) : t('connections.new')}
      footer={
        <>
          <Button className="left" disabled={busy !== undefined} onClick={() => void test()}>
            {t(busy === 'test' ? 'connection.testing' : 'connections.test')}
          </Button>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind="primary" disabled={busy !== undefined} onClick={() => void save()}>
            {t('connection.save')}
          </Button>
        </>
      }
    >
      <div className="connection-form">
        <Text
          label={t('connections.name')}
          value={form.name}
          problem={mistake('name')}
          disabled={connection !== undefined}
          placeholder="shop"
          onChange={(name) => set({ name })}
        />
        <Text
          label={t('connection.brokers')}
          value={form.brokers}
          problem={mistake('brokers')}
          hint={t('connection.brokersHint')}
          code
          lines={2}
          placeholder="localhost:9092"
          onChange={(brokers) => set({ brokers })}
        />
        <Row label={t('connection.encryption')}>
          <Select
            label={t('connection.encryption')}
            value={form.encryption}
            options={(['off', 'system', 'own'] as const).map((value) => ({
              value,
              label: t(`connection.encryption.${value}`),
            }))}
            onChange={(encryption) => set({ encryption })}
          />
        </Row>
        {form.encryption === 'own' && (
          <>
            <Text
              label={t('connection.ca')}
              value={form.ca}
              code
              lines={3}
              placeholder="-----BEGIN CERTIFICATE-----"
              onChange={(ca) => set({ ca })}
            />
            <Text
              label={t('connection.cert')}
              value={form.cert}
              code
              lines={3}
              placeholder="-----BEGIN CERTIFICATE-----"
              onChange={(cert) => set({ cert })}
            />
            <Text
              label={t('connection.key')}
              value={form.key}
              code
              lines={3}
              placeholder={stored('ssl.key') ? t('connection.stored') : '-----BEGIN PRIVATE KEY-----'}
              onChange={(key) => set({ key })}
            />
          </>
        )}
        <Row label={t('connection.signIn')}>
          <Select
            label={t('connection.signIn')}
            value={form.signIn}
            options={(['none', 'plain', 'scram-sha-256', 'scram-sha-512', 'oauthbearer'] as const).map((value) => ({
              value,
              label: value === 'none' ? t('connection.signIn.none') : value.toUpperCase(),
            }))}
            onChange={(signIn) => set({ signIn })}
          />
        </Row>
        {['plain', 'scram-sha-256', 'scram-sha-512'].includes(form.signIn) && (
          <>
            <Text
              label={t('connection.username')}
              value={form.username}
              problem={mistake('username')}
              onChange={(username) => set({ username })}
            />
            <Text
              label={t('connection.password')}
              value={form.password}
              secret
              placeholder={stored('sasl.password') ? t('connection.stored') : ''}
              onChange={(password) => set({ password })}
            />
          </>
        )}
        {form.signIn === 'oauthbearer' && (
          <Text
            label={t('connection.token')}
            value={form.token}
            secret
            placeholder={stored('sasl.token') ? t('connection.stored') : ''}
            onChange={(token) => set({ token })}
          />
        )}
        <Text
          label={t('connection.clientId')}
          value={form.clientId}
          placeholder="millrace"
          onChange={(clientId) => set({ clientId })}
        />
        <p className="form-note">{t('connection.secretNote')}</p>
        {report && (
          <p role="alert" className={`connection-report ${report.ok ? 'ok' : 'bad'}`}>
            {sentenceText(report.message, language)}
            {'brokers' in report && report.brokers.length > 0 && (
              <span className="mono">
                {' '}
                {report.brokers.map(({ address, release }) => `${address} (${release})`).join(', ')}
              </span>
            )}
          </p>
        )}
      </div>
    </Dialog>
  )
}

function Row({ label, id, children }: { label: string; id?: string; children: ReactNode }) {
  return (
    <div className="form-row">
      <div className="form-label">{id === undefined ? <span>{label}</span> : <label htmlFor={id}>{label}</label>}</div>
      <div className="form-control">{children}</div>
    </div>
  )
}

interface TextProps {
  label: string
  value: string
  onChange(value: string): void
  problem?: string | undefined
  hint?: string
  placeholder?: string
  code?: boolean
  lines?: number
  secret?: boolean
  disabled?: boolean
}

function Text({
  label,
  value,
  onChange,
  problem,
  hint,
  placeholder,
  code = false,
  lines = 1,
  secret = false,
  disabled = false,
}: TextProps) {
  const id = useId()
  const shared = {
    id,
    value,
    disabled,
    placeholder,
    className: `control${code ? ' mono' : ''}`,
    'aria-invalid': problem !== undefined || undefined,
    'aria-describedby': problem === undefined ? undefined : `${id}-problem`,
    autoComplete: secret ? 'new-password' : 'off',
    spellCheck: false,
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => onChange(event.target.value),
  }
  return (
    <Row label={label} id={id}>
      {lines > 1 ? <textarea {...shared} rows={lines} /> : <input {...shared} type={secret ? 'password' : 'text'} />}
      {problem !== undefined ? (
        <ul className="form-problems" id={`${id}-problem`}>
          <li className="error">{problem}</li>
        </ul>
      ) : (
        hint !== undefined && <p className="form-note">{hint}</p>
      )}
    </Row>
  )
}
