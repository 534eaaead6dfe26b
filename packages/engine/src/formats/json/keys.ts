import type { RowType } from '@millrace/language'
import { textAt } from '../cells.ts'

/** What a key stands for when it is not the position of a field: nothing in the schema, so its value is skipped. */
export const SKIP = -1
/** `$kind`, which says what an update does. */
export const KIND = -2
/** An object with fields in it, and everything below: one number for each such object. */
export const INSIDE = -3

/** The keys of one object: what they stand for, and the order in which they came last. */
export interface Level {
  byName: Map<string, number>
  /** What the key of this object stands for where its value is no object. */
  plain: number
  /** What the key at each position stood for in the record before, and how it was written, in quotes. */
  orderCode: number[]
  orderKey: Uint8Array[]
}

export interface KeyOptions {
  /** Fields that something else fills. */
  skipped?: ReadonlySet<number>
  /** Allows `$kind`. */
  kinds?: boolean
  /** Keys that lead to a field, from the outside in, at each of its places; a field without has one key, its name. */
  paths?: readonly (readonly (readonly string[])[] | null)[]
  /** Fields with a path are also found under their name; a key that leads to an object as well has it where its value is none. */
  named?: boolean
}

/** The keys that lead to the fields of a schema, through objects inside objects. */
export class Keys {
  private readonly levels: Level[] = [newLevel()]

  constructor(row: RowType, { skipped, kinds = false, paths = [], named = false }: KeyOptions) {
    for (const [index, { name }] of row.entries())
      if (!skipped?.has(index)) for (const path of paths[index] ?? [[name]]) this.place(path, index)
    if (named) for (const [index, { name }] of row.entries()) if (!skipped?.has(index)) this.name(name, index)
    if (kinds) this.record.byName.set('$kind', KIND)
  }

  /** The keys of the record itself. */
  get record(): Level {
    return this.levels[0]!
  }

  /** The keys of an object with fields in it. */
  inside(code: number): Level {
    return this.levels[INSIDE - code + 1]!
  }

  /** What a key stands for where its value is no object. */
  plain(code: number): number {
    return code <= INSIDE ? this.inside(code).plain : code
  }

  private place(path: readonly string[], field: number): void {
    let level = this.record
    for (const name of path.slice(0, -1)) level = this.enter(level, name)
    level.byName.set(path.at(-1)!, field)
  }

  private name(name: string, field: number): void {
    const code = this.record.byName.get(name)
    if (code === undefined) this.record.byName.set(name, field)
    else if (code <= INSIDE) this.inside(code).plain = field
  }

  private enter(level: Level, name: string): Level {
    const code = level.byName.get(name)
    if (code !== undefined && code <= INSIDE) return this.inside(code)
    level.byName.set(name, INSIDE - this.levels.length + 1)
    this.levels.push(newLevel())
    return this.levels.at(-1)!
  }
}

const newLevel = (): Level => ({ byName: new Map(), plain: SKIP, orderCode: [], orderKey: [] })

/** The text of a quoted key; undefined when it is damaged. */
export function nameOf(quoted: Uint8Array): string | undefined {
  try {
    return JSON.parse(textAt(quoted, 0, quoted.length)) as string
  } catch {
    return undefined
  }
}
