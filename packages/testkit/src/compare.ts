import { readFileSync } from 'node:fs'
import type { Plan } from '@millrace/algebra'
import { relationAt } from '@millrace/algebra'
import { type Change, identity } from '@millrace/algebra/reference'
import type { RowType } from '@millrace/language'

/** Changes as sorted texts: the multiset that an appending port must give whatever the batches were. */
export function multiset(changes: readonly Change[], type: RowType): string[] {
  return changes.map(({ kind, row }) => `${kind} ${identity(row, type)}`).sort()
}

/** Every port of a plan as a multiset; an empty port is left out. */
export function portMultisets(plan: Plan, outputs: ReadonlyMap<string, readonly Change[]>): Record<string, string[]> {
  const result: Record<string, string[]> = {}
  for (const node of plan.nodes) {
    for (const port of Object.keys(node.outputs)) {
      const changes = outputs.get(`${node.id}.${port}`) ?? []
      if (changes.length > 0 && port !== 'rejected')
        result[`${node.id}.${port}`] = multiset(changes, relationAt(plan, { node: node.id, port }).row)
    }
  }
  return result
}

export const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))
