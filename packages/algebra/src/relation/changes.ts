/** How the rows of a relation may change, and what makes one way of changing into another. */
import type { Changes, NamedExpr } from '../plan.ts'
import type { Relation } from './relation.ts'

/** Says so when rows may be updated and the operator cannot take that. */
export function expectAppend(
  input: Relation,
  what: string,
  hint = 'Put it before what makes updates, or aggregate in windows.',
): void {
  if (input.type.changes.mode === 'append') return
  input.scope.problem({
    code: 'change-mode',
    message: `${what} needs rows that are never changed; the input updates its rows.`,
    hint,
  })
}

/** The relation with before-images: what replaces by key becomes what withdraws. */
export function withdrawing(input: Relation, role = 'normalize'): Relation {
  const { changes } = input.type
  if (changes.mode !== 'upsert' || !input.known) return input
  const out = { ...input.type, changes: { mode: 'retract' as const, key: changes.key } }
  const withdrawn = input.add(role, { op: 'changelog', to: 'retract', key: changes.key }, [input], out)
  withdrawn.fromTable = input.fromTable
  return withdrawn
}

/** Whether the key of an upsert relation survives a projection. */
export function keepsKey({ type: { changes } }: Relation, fields: readonly NamedExpr[]): boolean {
  if (changes.mode !== 'upsert') return true
  return changes.key.every((key) => fields.some(({ expr }) => expr.k === 'col' && expr.index === key))
}

/** How the rows of a projection change. `place` gives a column's new place or −1; `hides`: rows may be left out. */
export function derivedChanges(changes: Changes, place: (column: number) => number, hides: boolean): Changes {
  if (changes.mode === 'append') return changes
  const key = changes.key?.map(place)
  if (changes.mode === 'upsert') return { mode: 'upsert', key: key! }
  const filtered = (hides || changes.filtered) && ({ filtered: true } as const)
  return { mode: 'retract', ...(key && !key.includes(-1) && { key }), ...filtered }
}

/** What replaces by key of what withdraws and has a key; undefined where no key is known. */
export function replacing(input: Relation, role = 'upsert'): Relation | undefined {
  const { changes } = input.type
  if (changes.mode !== 'retract' || !changes.key?.length || !input.known) return undefined
  const { key } = changes
  return input.add(role, { op: 'changelog', to: 'upsert', key }, [input], {
    ...input.type,
    changes: { mode: 'upsert', key },
  })
}
