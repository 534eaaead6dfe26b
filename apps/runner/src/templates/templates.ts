import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { PipelineInput } from '@millrace/pipeline'

const EXAMPLES = new URL('../../../../examples/', import.meta.url)
/** The folder of sample data, for people and for the runner: `../data/` beside the examples, the root `data` here. */
const BESIDE = '../data/'
const ROOT = 'data/'

export interface Template {
  id: TemplateId
  title: { en: string; zh: string }
  description: { en: string; zh: string }
  document: PipelineInput
}

export const templateIds = ['shop-revenue', 'error-alerts', 'flight-delays'] as const
export type TemplateId = (typeof templateIds)[number]

/** Pipelines to begin with: all of them run without any other system. */
const templates: readonly Omit<Template, 'document'>[] = [
  {
    id: 'shop-revenue',
    title: { en: 'Shop revenue by minute and Top-5 shops', zh: '每分钟店铺营收与前五店铺' },
    description: {
      en: 'Paid orders in tumbling windows of a minute, the best five shops of each, and the total in large figures.',
      zh: '已支付订单按分钟滚动窗口汇总，取每分钟营收前五的店铺，并以大号数字显示总额。',
    },
  },
  {
    id: 'error-alerts',
    title: { en: 'Error log alerts', zh: '错误日志告警' },
    description: {
      en: 'Counts errors by service in sliding windows and keeps those with too many.',
      zh: '按服务用滑动窗口统计错误数，保留超过阈值的服务。',
    },
  },
  {
    id: 'flight-delays',
    title: { en: 'Flight delays', zh: '航班延误' },
    description: {
      en: 'The five airports with the largest mean delay of each hour, from 20,000 real flights.',
      zh: '用两万条真实航班数据，找出每小时平均延误最大的五个机场。',
    },
  },
]

export function listTemplates(): Template[] {
  return templates.map((template) => ({ ...template, document: documentOf(template.id) }))
}

/** The document of a template. */
export const templateOf = (
  id: TemplateId,
  name = templates.find((template) => template.id === id)!.title.en,
): PipelineInput => ({ ...documentOf(id), name })

/** An example as the runner can use it: paths that begin beside the file become those of a root. */
function documentOf(id: TemplateId): PipelineInput {
  const document = JSON.parse(readFileSync(fileURLToPath(new URL(`${id}.json`, EXAMPLES)), 'utf8')) as PipelineInput
  for (const { config } of Object.values(document.nodes)) {
    const { path } = (config ?? {}) as { path?: unknown }
    if (typeof path === 'string' && path.startsWith(BESIDE))
      Object.assign(config as object, { path: ROOT + path.slice(BESIDE.length) })
  }
  return document
}
