import { accessOperators } from './access.ts'
import { arithmeticOperators } from './arithmetic.ts'
import { castFunctions } from './cast.ts'
import { comparisonOperators } from './comparison.ts'
import { conditionalFunctions } from './conditional.ts'
import type { FunctionDefinition } from './definition.ts'
import { likeOperators } from './like.ts'
import { logicOperators } from './logic.ts'
import { mathFunctions } from './math.ts'
import { membershipOperators } from './membership.ts'
import { textFunctions } from './text.ts'
import { timeFunctions } from './time.ts'

/** Every function and operator of the language. */
export const catalogue: readonly FunctionDefinition[] = [
  ...arithmeticOperators,
  ...comparisonOperators,
  ...membershipOperators,
  ...likeOperators,
  ...logicOperators,
  ...conditionalFunctions,
  ...castFunctions,
  ...mathFunctions,
  ...textFunctions,
  ...timeFunctions,
  ...accessOperators,
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
