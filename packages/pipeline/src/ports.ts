import type { Definition, Port } from '@millrace/algebra'
import type { Json } from '@millrace/language'
import { readConfig } from './configuration.ts'

export type Ports = Readonly<Record<string, Port>>

const IN: Ports = { in: {} }
const SOURCE_OUTPUTS: Ports = { out: {}, rejected: { side: true, summary: 'Records that could not be read.' } }
const NONE: Ports = {}

export function inputPorts(definition: Definition): Ports {
  if (definition.kind === 'operator') return definition.inputs
  return definition.kind === 'sink' ? IN : NONE
}

/** The outputs of a node; undefined when they depend on a configuration that cannot be read. */
export function outputPorts(definition: Definition, config: Json): Ports | undefined {
  if (definition.kind === 'sink') return NONE
  if (definition.kind === 'source') return SOURCE_OUTPUTS
  const { outputs } = definition
  if (typeof outputs !== 'function') return outputs
  const read = readConfig(definition, config, '')
  return read.config === undefined ? undefined : outputs(read.config)
}
