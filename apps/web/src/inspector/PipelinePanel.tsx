import { parseDuration, zoneOf } from '@millrace/language'
import { type Pipeline, withDescription, withSettings } from '@millrace/pipeline'
import { useState } from 'react'
import { useEditor, useSession } from '../editor/hooks.ts'
import { formatDurationWords } from '../i18n/format.ts'
import { useLanguage, useT } from '../i18n/language.ts'
import { Suggest } from '../ui/Suggest.tsx'

const ZONES = [
  'UTC',
  'Asia/Shanghai',
  'Asia/Singapore',
  'Asia/Tokyo',
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'America/Los_Angeles',
]

/** Nothing is selected: what belongs to the whole pipeline. */
export function PipelinePanel() {
  const { editor } = useSession()
  const t = useT()
  const language = useLanguage()
  const description = useEditor(({ pipeline }) => pipeline.description)
  const settings = useEditor(({ pipeline }) => pipeline.settings)
  const nodes = useEditor(({ pipeline }) => Object.keys(pipeline.nodes).length)
  const edges = useEditor(({ pipeline }) => pipeline.edges.length)
  return (
    <>
      <header className="inspector-head">
        <h2>{t('pipeline.title')}</h2>
        <span className="inspector-id num">{t('pipeline.size', { nodes, edges })}</span>
      </header>
      <div className="inspector-body scroll">
        <div className="form-block">
          <label className="form-label" htmlFor="pipeline-description">
            {t('pipeline.description')}
          </label>
          <textarea
            id="pipeline-description"
            className="control"
            rows={3}
            value={description}
            placeholder={t('pipeline.descriptionHint')}
            onChange={(event) =>
              editor.edit((pipeline) => withDescription(pipeline, event.target.value), { intention: 'description' })
            }
            onBlur={editor.settle}
          />
        </div>
        <Draft
          label={t('pipeline.zone')}
          value={settings.timeZone ?? ''}
          placeholder="UTC"
          suggestions={ZONES}
          valid={(text) => zoneOf(text) !== undefined}
          wrong={t('pipeline.zoneWrong')}
          onTake={(text) => editor.edit((pipeline) => settled(pipeline, { timeZone: text || undefined }))}
        />
        <Draft
          label={t('pipeline.checkpoint')}
          value={settings.checkpoint?.every ?? ''}
          placeholder="10s"
          suggestions={['1s', '5s', '10s', '30s', '1m', '5m']}
          valid={(text) => (parseDuration(text) ?? 0) >= 100}
          wrong={t('pipeline.checkpointWrong')}
          hint={formatDurationWords(parseDuration(settings.checkpoint?.every ?? '10s') ?? 0, language)}
          onTake={(text) =>
            editor.edit((pipeline) => settled(pipeline, { checkpoint: text ? { every: text } : undefined }))
          }
        />
        <p className="inspector-hint">{t('pipeline.hint')}</p>
      </div>
    </>
  )
}

type Settings = Pipeline['settings']

/** Settings that are not given are left out. */
function settled(pipeline: Pipeline, change: { [K in keyof Settings]?: Settings[K] | undefined }): Pipeline {
  const entries = Object.entries({ ...pipeline.settings, ...change }).filter(([, value]) => value !== undefined)
  return withSettings(pipeline, Object.fromEntries(entries) as Settings)
}

interface DraftProps {
  label: string
  value: string
  placeholder: string
  suggestions: readonly string[]
  valid(text: string): boolean
  wrong: string
  hint?: string
  onTake(text: string): void
}

/** A setting of the pipeline: only what is valid gets into the document, which is always one that can be read. */
function Draft({ label, value, placeholder, suggestions, valid, wrong, hint, onTake }: DraftProps) {
  const [draft, setDraft] = useState<string>()
  const text = draft ?? value
  const invalid = text !== '' && !valid(text)
  const change = (next: string) => {
    setDraft(next)
    if (next === '' || valid(next)) onTake(next)
  }
  return (
    <div className="form-row">
      <div className="form-label">
        <span>{label}</span>
      </div>
      <div className="form-control">
        <Suggest
          label={label}
          value={text}
          placeholder={placeholder}
          suggestions={suggestions.map((one) => ({ value: one }))}
          invalid={invalid}
          hint={invalid ? undefined : hint}
          onChange={change}
          onBlur={() => !invalid && setDraft(undefined)}
        />
        {invalid && (
          <ul className="form-problems">
            <li className="error">{wrong}</li>
          </ul>
        )}
      </div>
    </div>
  )
}
