import type { FunctionDefinition } from '../definition.ts'
import { caseFunctions } from './case.ts'
import { ascii, charLength, chr } from './code.ts'
import { concatFunctions, concatOperator } from './concat.ts'
import { fillFunctions } from './fill.ts'
import { splitIndex, substringFunctions } from './part.ts'
import { overlay, replace, reverse, translate } from './replace.ts'
import { edgeFunctions, positionFunctions } from './search.ts'
import { trimFunctions } from './trim.ts'

/** Functions of text. Positions and lengths count code points and begin at 1. */
export const textFunctions: readonly FunctionDefinition[] = [
  concatOperator,
  ...caseFunctions,
  charLength,
  ...concatFunctions,
  ...substringFunctions,
  ...positionFunctions,
  ...trimFunctions,
  ...fillFunctions,
  replace,
  reverse,
  overlay,
  splitIndex,
  ...edgeFunctions,
  translate,
  ascii,
  chr,
]
