export { type NumberPoint, type NumberState, readNumber } from './big-number/number.ts'
export { BigNumberWriter } from './big-number/writer.ts'
export { lookups, readers, tables, writers } from './bindings.ts'
export type {
  CallNode,
  ConnectorContext,
  OpenLookup,
  OpenReader,
  OpenTable,
  OpenWriter,
  SinkNode,
  SourceNode,
} from './context.ts'
export { ConnectorProblem } from './context.ts'
export { createDecoder } from './decoders.ts'
export { openLines } from './file/reader.ts'
export { FileWriter } from './file/writer.ts'
export { Table, type TablePage, type TableQuery } from './table/table.ts'
export { TableWriter } from './table/writer.ts'
