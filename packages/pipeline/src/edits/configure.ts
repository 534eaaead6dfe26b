import type { Json } from '@millrace/language'
import type { Pipeline, PipelineNode } from '../pipeline.ts'

/** `['aggregates', 0, 'of']` */
export type ConfigPath = readonly (string | number)[]

/** Sets one value of a configuration; undefined takes it away. */
export function configure(pipeline: Pipeline, id: string, path: ConfigPath, value: Json | undefined): Pipeline {
  const node = pipeline.nodes[id]
  if (!node) return pipeline
  const config = withValue(node.config, path, value)
  return config === node.config ? pipeline : withConfig(pipeline, id, config as PipelineNode['config'])
}

export function withConfig(pipeline: Pipeline, id: string, config: PipelineNode['config']): Pipeline {
  return { ...pipeline, nodes: { ...pipeline.nodes, [id]: { ...pipeline.nodes[id]!, config } } }
}

/** The value at a path; undefined where there is none. */
export function valueAt(config: Json, path: ConfigPath): Json | undefined {
  let value: Json | undefined = config
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = (value as Record<string | number, Json>)[part]
  }
  return value
}

/** The same value with another at a path; objects and lists on the way are made where they are missing. */
export function withValue(target: Json | undefined, path: ConfigPath, value: Json | undefined): Json {
  const [part, ...rest] = path
  if (part === undefined) return value ?? null
  if (typeof part === 'number') return withItem(Array.isArray(target) ? target : [], part, rest, value)
  const record: { readonly [key: string]: Json } = isRecord(target) ? target : {}
  if (rest.length === 0 && value === undefined) {
    if (!Object.hasOwn(record, part)) return record
    const { [part]: _, ...left } = record
    return left
  }
  const next = withValue(record[part], rest, value)
  return record[part] === next ? record : { ...record, [part]: next }
}

function withItem(list: readonly Json[], index: number, rest: ConfigPath, value: Json | undefined): Json {
  if (rest.length === 0 && value === undefined) return list.filter((_, i) => i !== index)
  const next = withValue(list[index], rest, value)
  return index < list.length ? list.with(index, next) : [...list, next]
}

const isRecord = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `aggregates[0].of` as a path. */
export function parsePath(text: string): ConfigPath {
  return [...text.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name]) =>
    index === undefined ? name! : Number(index),
  )
}
