import { listTemplates, type Template } from '../templates/templates.ts'
import { procedure, router } from './trpc.ts'

export const templateRoutes = router({
  /** Pipelines to begin with, in both languages. */
  list: procedure('view').query((): Template[] => listTemplates()),
})
