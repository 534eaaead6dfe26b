import type { FunctionDefinition } from '../definition.ts'
import { orderFunctions } from './order.ts'
import { arrayJoin, arrayReverse, arraySlice, countFunctions } from './parts.ts'
import { arrayConcat, arrayDistinct, setFunctions } from './sets.ts'
import { valueFunctions } from './withValue.ts'

/** Functions of arrays. Positions begin at 1. */
export const arrayFunctions: readonly FunctionDefinition[] = [
  ...countFunctions,
  ...valueFunctions,
  arrayDistinct,
  arrayReverse,
  arraySlice,
  arrayConcat,
  ...setFunctions,
  ...orderFunctions,
  arrayJoin,
]
