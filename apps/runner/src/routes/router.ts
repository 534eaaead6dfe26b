import { catalogueRoutes } from './catalogue.ts'
import { connectionRoutes } from './connections.ts'
import { fileRoutes } from './files.ts'
import { jobRoutes } from './jobs.ts'
import { pipelineRoutes } from './pipelines.ts'
import { previewRoutes } from './previews.ts'
import { sessionRoutes } from './session.ts'
import { numberRoutes, tableRoutes } from './tables.ts'
import { templateRoutes } from './templates.ts'
import { router } from './trpc.ts'

/** Everything that can be asked of the runner. */
export const appRouter = router({
  session: sessionRoutes,
  pipelines: pipelineRoutes,
  previews: previewRoutes,
  jobs: jobRoutes,
  tables: tableRoutes,
  numbers: numberRoutes,
  connections: connectionRoutes,
  catalogue: catalogueRoutes,
  files: fileRoutes,
  templates: templateRoutes,
})

export type AppRouter = typeof appRouter
