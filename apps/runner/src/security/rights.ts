/**
 * What somebody may do. Every procedure names the one it needs; a procedure without one cannot be made.
 *
 * `view` reads; `edit` changes documents; `run` lets data flow, or shows it; `connections` changes where the runner may reach and with
 * which secrets.
 */
export type Right = 'view' | 'edit' | 'run' | 'connections'

/** A session from a link of the terminal is the owner's: it may do everything. */
export const OWNER: ReadonlySet<Right> = new Set<Right>(['view', 'edit', 'run', 'connections'])
