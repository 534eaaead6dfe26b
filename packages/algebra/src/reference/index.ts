export { interpretPlan } from './interpretPlan.ts'
export { RowFailed } from './nodes/node.ts'
export type { Change } from './rows.ts'
export { identity, materialise } from './rows.ts'
