import type { Json } from '@millrace/language'
import type { ConfigPath } from '@millrace/pipeline'
import { ScanSearch } from 'lucide-react'
import { useState } from 'react'
import { api } from '../api/client.ts'
import type { InferredSchema } from '../api/types.ts'
import { attempt } from '../home/actions.ts'
import { useT } from '../i18n/language.ts'
import { toast } from '../ui/toasts.ts'
import { useForm } from './context.ts'
import { textOf } from './Form.tsx'

/** Reads a sample of the topic or file and proposes fields, types and event time. */
export function InferSchema({ path }: { path: ConfigPath }) {
  const { config, set, settle } = useForm()
  const t = useT()
  const [busy, setBusy] = useState(false)
  const place = placeOf(config)
  if (!place || path.length !== 1) return null
  const infer = async () => {
    setBusy(true)
    const found = await attempt(() => api.connections.inferSchema.mutate(place))
    setBusy(false)
    if (!found) return
    if (found.fields.length === 0) return toast(t('infer.none'))
    set(path, schemaOf(found))
    const [time] = found.eventTimes
    if (time && config.eventTime === undefined)
      set(['eventTime'], { field: time.field, delay: delayOf(time.disorderMs) })
    settle()
    toast(t('infer.done', { fields: found.fields.length, samples: found.samples }))
  }
  return (
    <button type="button" className="link" disabled={busy} aria-busy={busy} onClick={() => void infer()}>
      <ScanSearch size={13} />
      {t(busy ? 'infer.busy' : 'infer.start')}
    </button>
  )
}

function placeOf({ connection, topic, path }: { readonly [setting: string]: Json }) {
  if (textOf(connection) !== '' && textOf(topic) !== '') return { connection: textOf(connection), topic: textOf(topic) }
  return textOf(path) === '' ? undefined : { path: textOf(path) }
}

/** The field that holds the event time gets the type that it needs for that. */
const schemaOf = ({ fields, eventTimes: [time] }: InferredSchema): Json =>
  fields.map(({ name, type, nullable }) => ({
    name,
    type: time?.field === name ? time.type : type,
    ...(!nullable && { nullable: false }),
  }))

/** A little more than the sample was out of order, in whole seconds. */
const delayOf = (disorderMs: number) => `${Math.ceil((disorderMs * 1.5) / 1000)}s`
