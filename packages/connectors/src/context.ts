import type { CallPrimitive, PlanNode, Primitive } from '@millrace/algebra'
import type { Clock, Decoder, LookupService, Reader, TableLoader, Writer } from '@millrace/engine'
import type { Json, Zone } from '@millrace/language'

export type SourceNode = PlanNode<Extract<Primitive, { op: 'source' }>>
export type SinkNode = PlanNode<Extract<Primitive, { op: 'sink' }>>

/** What connectors may use of the process they run in. */
export interface ConnectorContext {
  clock: Clock
  zone: Zone
  /** A configured connection by name, with its secrets; throws a `ConnectorProblem` when there is none. */
  connection(name: string): Json
  /** The file that a path of a configuration means; throws a `ConnectorProblem` where that is not allowed. */
  resolvePath(path: string, access: 'read' | 'write'): string
  /** Shows a line where the job runs. */
  print(line: string): void
  /** Name of the job, for identities that must survive a restart. */
  job: string
}

export type OpenReader = (node: SourceNode, context: ConnectorContext) => { reader: Reader; decoder?: () => Decoder }
export type CallNode = PlanNode<CallPrimitive>
export type OpenTable = (node: CallNode, context: ConnectorContext) => TableLoader
export type OpenLookup = (node: CallNode, context: ConnectorContext) => LookupService
export type OpenWriter = (node: SinkNode, context: ConnectorContext) => Writer

/** Something outside that does not work: what, and what to do. */
export class ConnectorProblem extends Error {
  readonly retryable: boolean
  readonly hint: string | undefined
  constructor(
    message: string,
    { retryable = false, hint, cause }: { retryable?: boolean; hint?: string; cause?: unknown } = {},
  ) {
    super(hint === undefined ? message : `${message} ${hint}`, cause === undefined ? undefined : { cause })
    this.retryable = retryable
    this.hint = hint
  }
}
