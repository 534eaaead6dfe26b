import { type Pipeline, readPipeline } from '@millrace/pipeline'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { templatesQuery } from '../api/queries.ts'
import { useLanguage } from '../i18n/language.ts'
import { GraphPicture } from './GraphPicture.tsx'
import './templates.css'

interface TemplateCardsProps {
  /** Three of them, without their descriptions. */
  small?: boolean
  onChoose(pipeline: Pipeline, title: string): void
}

const FEW = 3

/** Pipelines to begin with, each with a picture of its graph. */
export function TemplateCards({ small = false, onChoose }: TemplateCardsProps) {
  const language = useLanguage()
  const { data } = useQuery(templatesQuery)
  const templates = useMemo(
    () =>
      (data ?? []).flatMap(({ id, title, description, document }) => {
        const { pipeline } = readPipeline(document)
        return pipeline ? [{ id, title, description, pipeline }] : []
      }),
    [data],
  )
  return (
    <ul className={small ? 'templates small' : 'templates'}>
      {(small ? templates.slice(0, FEW) : templates).map(({ id, title, description, pipeline }) => (
        <li key={id}>
          <button
            type="button"
            className="template"
            data-template={id}
            onClick={() => onChoose(pipeline, title[language])}
          >
            <span className="template-picture">
              <GraphPicture pipeline={pipeline} width={280} height={small ? 84 : 104} />
            </span>
            <span className="template-text">
              <strong>{title[language]}</strong>
              {!small && <span>{description[language]}</span>}
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}
