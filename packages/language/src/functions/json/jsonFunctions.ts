import type { FunctionDefinition } from '../definition.ts'
import { jsonConstructors } from './construct.ts'
import { jsonTests } from './isJson.ts'
import { jsonParsing } from './parse.ts'
import { jsonPathFunctions } from './path.ts'
import { jsonQuoting } from './quote.ts'

/** Functions of JSON. */
export const jsonFunctions: readonly FunctionDefinition[] = [
  ...jsonPathFunctions,
  ...jsonConstructors,
  ...jsonTests,
  ...jsonQuoting,
  ...jsonParsing,
]
