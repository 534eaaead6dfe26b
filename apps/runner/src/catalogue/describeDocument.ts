import type { RelationType } from '@millrace/algebra'
import { type Diagnostic, formatType } from '@millrace/language'
import { catalogue } from '@millrace/operators'
import { build, type PipelineInput, parseDocument } from '@millrace/pipeline'

/** What flows at a port. */
export interface PortType {
  fields: { name: string; type: string; nullable: boolean }[]
  /** The field with the event time. */
  eventTime: string | null
  changes: RelationType['changes']['mode']
  /** Fields of the key, of rows that replace one another. */
  key: string[] | null
}

export interface CheckedDocument {
  problems: Diagnostic[]
  /** False when an error stands in the way. */
  runnable: boolean
  /** By `node.port`, as far as it is known. */
  ports: { [port: string]: PortType }
}

/** All problems of a document, and the types of its ports. */
export function describeDocument(given: PipelineInput): CheckedDocument {
  const { document, problems } = parseDocument(given)
  if (!document) return { problems, runnable: false, ports: {} }
  const built = build(document, catalogue)
  const ports = Object.entries(built.relations).map(([port, relation]) => [port, typeOf(relation)])
  return { problems: built.problems, runnable: built.plan !== undefined, ports: Object.fromEntries(ports) }
}

const typeOf = ({ row, time, changes }: RelationType): PortType => ({
  fields: row.map(({ name, type, nullable }) => ({ name, type: formatType(type), nullable })),
  eventTime: time === undefined ? null : row[time]!.name,
  changes: changes.mode,
  key: changes.mode === 'upsert' ? changes.key.map((column) => row[column]!.name) : null,
})
