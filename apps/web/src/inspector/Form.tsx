import type { Json } from '@millrace/language'
import { translate } from '@millrace/operators'
import type { ConfigPath } from '@millrace/pipeline'
import { type ReactNode, useEffect, useRef } from 'react'
import type { FormField } from '../editor/form.ts'
import { diagnosticText, sentenceText } from '../i18n/diagnostics.ts'
import { useLanguage, useT } from '../i18n/language.ts'
import { Prose } from '../ui/Prose.tsx'
import { Tooltip } from '../ui/Tooltip.tsx'
import { pathText, useForm, useProblemsAt, useValue } from './context.ts'

/** Controls that need the whole width, with a heading. */
const BLOCKS = new Set<FormField['control']>([
  'rows',
  'expression',
  'schema',
  'aggregates',
  'columns',
  'order',
  'window',
  'projection',
  'list',
  'options',
  'group',
])

export function Fields({ fields, path = [] }: { fields: readonly FormField[]; path?: ConfigPath }) {
  return fields.map((field) => <FieldRow key={field.name} field={field} path={[...path, field.name]} />)
}

export function FieldRow({ field, path }: { field: FormField; path: ConfigPath }) {
  const Control = useForm().controls[field.control]
  const row = useGoTo(path)
  const label = useLabel(field)
  const block = BLOCKS.has(field.control)
  return (
    <div ref={row} className={block ? 'form-block' : 'form-row'} data-path={pathText(path)}>
      <div className="form-label">
        <Tooltip text={useDescription(field)} side="left">
          <span>{label}</span>
        </Tooltip>
      </div>
      <div className="form-control">
        <Control field={field} path={path} />
        <Problems path={path} />
      </div>
    </div>
  )
}

/** The label of a setting in the chosen language. */
export function useLabel({ label }: FormField): string {
  const language = useLanguage()
  const { definition } = useForm()
  return translate(label, language, definition)
}

export function useDescription({ description }: Pick<FormField, 'description'>): string {
  const language = useLanguage()
  const { definition } = useForm()
  return translate(description, language, definition)
}

/** What is wrong with a value, under it, with what mends it. */
export function Problems({ path }: { path: ConfigPath }) {
  const problems = useProblemsAt(path)
  const value = useValue(path)
  const language = useLanguage()
  const { fix } = useForm()
  const t = useT()
  if (problems.length === 0) return null
  return (
    <ul className="form-problems">
      {problems.map((problem) => (
        <li key={problem.message} className={problem.severity}>
          {value === undefined && problem.message.endsWith('This is missing.') ? (
            t('form.missing')
          ) : (
            <Prose>{diagnosticText(problem, language)}</Prose>
          )}
          {problem.fixes?.map((one) => (
            <button key={one.title} type="button" className="link" onClick={() => fix(problem, one)}>
              {sentenceText(one.title, language)}
            </button>
          ))}
        </li>
      ))}
    </ul>
  )
}

/** Scrolls here and takes the keyboard when the inspector was asked to go to this value. */
function useGoTo(path: ConfigPath) {
  const { goTo } = useForm()
  const row = useRef<HTMLDivElement>(null)
  const wanted = goTo?.path === pathText(path) ? goTo.at : undefined
  useEffect(() => {
    if (wanted === undefined || !row.current) return
    row.current.scrollIntoView({ block: 'center' })
    const target = row.current.querySelector<HTMLElement>('.cm-content, input, textarea, button')
    target?.focus({ preventScroll: true })
  }, [wanted])
  return row
}

interface BlockProps {
  title: string
  /** Said when the pointer is on the title. */
  hint?: string
  children: ReactNode
}

/** A heading inside of a control that has parts. */
export const Part = ({ title, hint, children }: BlockProps) => (
  <div className="form-row">
    <div className="form-label">
      {hint === undefined ? (
        <span>{title}</span>
      ) : (
        <Tooltip text={hint} side="left">
          <span>{title}</span>
        </Tooltip>
      )}
    </div>
    <div className="form-control">{children}</div>
  </div>
)

export const textOf = (value: Json | undefined): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
export const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : [])
