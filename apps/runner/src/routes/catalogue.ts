import type { Definition } from '@millrace/algebra'
import { catalogue } from '@millrace/operators'
import { type CatalogueEntry, entryOf } from '../catalogue/entry.ts'
import { procedure, router } from './trpc.ts'

export const catalogueRoutes = router({
  /** All operators, sources and sinks, with their texts in both languages, ports, JSON schema and examples. */
  list: procedure('view').query((): CatalogueEntry[] => catalogue.map((definition) => known(definition))),
})

const entries = new Map<string, CatalogueEntry>()

/** Made once: definitions never change while the runner runs. */
function known(definition: Definition): CatalogueEntry {
  const entry = entries.get(definition.type) ?? entryOf(definition)
  entries.set(definition.type, entry)
  return entry
}
