import { accessOperators } from './access.ts'
import { arithmeticOperators } from './arithmetic/arithmeticOperators.ts'
import { arrayFunctions } from './arrays/arrayFunctions.ts'
import { castFunctions } from './cast.ts'
import { chooseFunctions } from './choose.ts'
import { classifyFunctions } from './classify.ts'
import { comparisonOperators } from './comparison.ts'
import { conditionalFunctions } from './conditional.ts'
import type { FunctionDefinition } from './definition.ts'
import { distanceFunctions } from './distance.ts'
import { encodingFunctions } from './encoding.ts'
import { hashFunctions } from './hash.ts'
import { jsonFunctions } from './json/jsonFunctions.ts'
import { likeOperators } from './like.ts'
import { logicOperators } from './logic.ts'
import { mapFunctions } from './maps.ts'
import { maskFunctions } from './mask.ts'
import { mathFunctions } from './math.ts'
import { membershipOperators } from './membership.ts'
import { printf } from './printf.ts'
import { randomFunctions } from './random.ts'
import { regexpFunctions } from './regexp.ts'
import { textFunctions } from './text/textFunctions.ts'
import { timeFunctions } from './time/timeFunctions.ts'
import { webFunctions } from './web.ts'

/** Every function and operator of the language. */
export const catalogue: readonly FunctionDefinition[] = [
  ...arithmeticOperators,
  ...comparisonOperators,
  ...membershipOperators,
  ...likeOperators,
  ...logicOperators,
  ...conditionalFunctions,
  ...chooseFunctions,
  ...castFunctions,
  ...mathFunctions,
  ...randomFunctions,
  ...textFunctions,
  printf,
  ...classifyFunctions,
  ...regexpFunctions,
  ...timeFunctions,
  ...jsonFunctions,
  ...accessOperators,
  ...arrayFunctions,
  ...mapFunctions,
  ...hashFunctions,
  ...encodingFunctions,
  ...webFunctions,
  ...maskFunctions,
  ...distanceFunctions,
]

const byName = new Map<string, FunctionDefinition>()
for (const definition of catalogue) {
  for (const name of [definition.name, ...(definition.aliases ?? [])]) {
    if (byName.has(name)) throw new Error(`The function ${name} is defined twice.`)
    byName.set(name, definition)
  }
}

/** The definition of an upper-case name. */
export const definitionOf = (name: string): FunctionDefinition | undefined => byName.get(name)

/** The definition of a function in a checked expression. */
export function knownDefinition(name: string): FunctionDefinition {
  const definition = byName.get(name)
  if (!definition) throw new Error(`The plan calls a function ${name} that is not in the catalogue.`)
  return definition
}
