import type { OperatorDefinition } from '@millrace/algebra'
import { testOperator } from '@millrace/testkit'
import { catalogue } from './catalogue.ts'

for (const definition of catalogue) if (definition.kind === 'operator') testOperator(definition as OperatorDefinition)
