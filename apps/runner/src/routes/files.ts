import * as z from 'zod'
import { type FileEntry, listFiles } from '../files/browse.ts'
import { Problem } from '../problem.ts'
import { procedure, router } from './trpc.ts'

export interface Folder {
  /** What pipelines may use; paths begin with one of these names. */
  roots: { name: string; writable: boolean }[]
  entries: FileEntry[]
}

export const fileRoutes = router({
  /** The named folders; with `root`, what lies in one of them, or in a folder inside. */
  list: procedure('view')
    .input(z.strictObject({ root: z.string().max(100).optional(), folder: z.string().max(1000).default('') }))
    .query(async ({ ctx: { services }, input: { root: wanted, folder } }): Promise<Folder> => {
      const roots = services.roots.map(({ name, writable }) => ({ name, writable }))
      if (wanted === undefined) return { roots, entries: [] }
      const root = services.roots.find(({ name }) => name === wanted)
      if (!root) throw new Problem('not-found', `There is no folder \`${wanted}\`.`)
      return { roots, entries: await listFiles(services.roots, root, folder) }
    }),
})
