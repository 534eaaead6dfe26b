export type { Composition, Part } from './aggregates/composition.ts'
export type { AggregateDefinition, AggregateParameter } from './aggregates/definitions.ts'
export {
  aggregateDefinition,
  aggregateDefinitions,
  aggregateNames,
  aggregateResult,
  CUSTOM,
} from './aggregates/definitions.ts'
export { estimateCount, PRECISION, REGISTERS } from './aggregates/hyperLogLog.ts'
export { type LogBuckets, logBuckets } from './aggregates/logBuckets.ts'
export type {
  AggregateConfig,
  Control,
  EvictorConfig,
  JoinedFieldConfig,
  OrderConfig,
  TriggerConfig,
  WindowConfig,
} from './controls.ts'
export * as control from './controls.ts'
export { fieldIndex } from './expressions.ts'
export type { CallPrimitive, JoinPrimitive } from './joins.ts'
export { asJoin, isExistence, isOuter, joinColumns, reach, watermarkDelay } from './joins.ts'
export { Located, locate } from './located.ts'
export type {
  Catalogue,
  Definition,
  Example,
  ExampleInput,
  ExampleRow,
  Guarantee,
  OperatorDefinition,
  Palette,
  PaletteGroup,
  Port,
  SinkDefinition,
  SourceDefinition,
  TableProblem,
  Translation,
} from './operator.ts'
export { defineOperator, defineSink, defineSource } from './operator.ts'
export * from './plan.ts'
export { problemsOfRows, ROWS_TABLE, rowsOfTable } from './relation/join/lookup.ts'
export { ROW_FUNCTIONS } from './relation/over.ts'
export { Relation } from './relation/relation.ts'
export { PlanScope } from './scope.ts'
export { commonDivisor, timerInstant } from './windowTime.ts'
