import './operators.css'
import type { Definition, Example, ExampleInput } from '@millrace/algebra'
import type { Json } from '@millrace/language'
import { translate } from '@millrace/operators'
import { inputPorts, outputPorts, type Ports } from '@millrace/pipeline'
import { type Choice, type FormField, formOf } from '../editor/form.ts'
import { useLanguage, useT } from '../i18n/language.ts'
import { Prose } from '../ui/Prose.tsx'

interface OperatorHelpProps {
  definition: Definition
  /** In the inspector: one example, one column. */
  compact?: boolean
}

/** What an operator does, its ports, its settings, and examples that are run as tests. */
export function OperatorHelp({ definition, compact = false }: OperatorHelpProps) {
  const t = useT()
  const language = useLanguage()
  const { palette, examples } = definition
  return (
    <div className="help-text">
      <p>
        <Prose>{translate(palette.summary, language, definition)}</Prose>
      </p>
      <PortList title={t('help.inputs')} ports={inputPorts(definition)} definition={definition} />
      <PortList title={t('help.outputs')} ports={outputPorts(definition, {}) ?? {}} definition={definition} />
      <h3>{t('help.settings')}</h3>
      <SettingList fields={formOf(definition)} definition={definition} />
      {examples.length > 0 && <h3>{t('help.examples')}</h3>}
      {(compact ? examples.slice(0, 1) : examples).map((example) => (
        <ExampleView key={example.title} example={example} definition={definition} />
      ))}
    </div>
  )
}

function PortList({ title, ports, definition }: { title: string; ports: Ports; definition: Definition }) {
  const t = useT()
  const language = useLanguage()
  const entries = Object.entries(ports)
  if (entries.length === 0) return null
  return (
    <>
      <h3>{title}</h3>
      <dl className="help-list">
        {entries.map(([name, { summary, side, many, optional }]) => (
          <div key={name}>
            <dt className="mono">{name}</dt>
            <dd>
              <Prose>
                {summary !== undefined ? translate(summary, language, definition) : t(side ? 'help.side' : 'help.main')}
              </Prose>
              {many && ` ${t('help.many')}`}
              {optional && ` ${t('help.optional')}`}
            </dd>
          </div>
        ))}
      </dl>
    </>
  )
}

function SettingList({ fields, definition }: { fields: readonly FormField[]; definition: Definition }) {
  const t = useT()
  const language = useLanguage()
  if (fields.length === 0) return <p className="quiet">{t('help.noSettings')}</p>
  return (
    <dl className="help-list settings">
      {fields.map((field) => (
        <div key={field.name}>
          <dt>
            {translate(field.label, language, definition)} <code>{field.name}</code>
          </dt>
          <dd>
            <Prose>{translate(field.description, language, definition)}</Prose>
            <span className="quiet">
              {' '}
              {field.default !== undefined
                ? t('help.default', { value: JSON.stringify(field.default) })
                : t(field.optional ? 'help.optionalSetting' : 'help.required')}
            </span>
            {field.fields.length > 0 && <SettingList fields={field.fields} definition={definition} />}
            {field.choices.map((choice) => (
              <ChoiceHelp key={String(choice.value)} choice={choice} definition={definition} />
            ))}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function ChoiceHelp({
  choice: { value, description, fields },
  definition,
}: {
  choice: Choice
  definition: Definition
}) {
  const language = useLanguage()
  return (
    <div className="help-choice">
      <code>{String(value)}</code> <Prose>{translate(description, language, definition)}</Prose>
      {fields.length > 0 && <SettingList fields={fields} definition={definition} />}
    </div>
  )
}

function ExampleView({
  example,
  definition,
}: {
  example: { readonly title: string; readonly config: Json } | Example
  definition: Definition
}) {
  const t = useT()
  const language = useLanguage()
  return (
    <section className="help-example">
      <h4>{translate(example.title, language, definition)}</h4>
      <pre className="document-text scroll" tabIndex={0}>
        {JSON.stringify(example.config, null, 2)}
      </pre>
      {'given' in example && (
        <>
          {Object.entries(example.given).map(([port, given]) => (
            <ExampleRows
              key={port}
              title={t('help.given', { port })}
              rows={given.rows}
              columns={Object.keys((given as ExampleInput).schema)}
            />
          ))}
          {Object.entries(example.expect).map(([port, rows]) => (
            <ExampleRows key={port} title={t('help.expect', { port })} rows={rows} />
          ))}
        </>
      )}
    </section>
  )
}

function ExampleRows({
  title,
  rows,
  columns,
}: {
  title: string
  rows: readonly { readonly [field: string]: Json }[]
  columns?: readonly string[]
}) {
  const names = columns ?? [...new Set(rows.flatMap((row) => Object.keys(row)))]
  if (rows.length === 0) return null
  return (
    <div className="example-rows scroll" tabIndex={0} role="region" aria-label={title}>
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            {names.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
            <tr key={i}>
              {names.map((name) => (
                <td key={name}>
                  {row[name] === undefined || row[name] === null
                    ? 'NULL'
                    : typeof row[name] === 'object'
                      ? JSON.stringify(row[name])
                      : String(row[name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
