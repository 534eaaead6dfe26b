/** The plan: a graph of primitives in plain JSON. What the engine, the preview, the reference interpreter and the Flink printer run. */
import type { Json, RowType, TExpr, Typed } from '@millrace/language'

/**
 * What may happen to the rows of a relation: only new ones, replacement by key, or withdrawal of equal rows.
 *
 * A relation that withdraws may have a key too: at no time are two rows of it there. Of a filtered one some rows are hidden, so a −U
 * may come without its +U, and a +U without its −U; they are a deletion and an insertion then.
 */
export type Changes =
  | { mode: 'append' }
  | { mode: 'upsert'; key: readonly number[] }
  | { mode: 'retract'; key?: readonly number[]; filtered?: true }

/** What a row says about its relation: it is new, what it was, what it is now, or gone. */
export type ChangeKind = '+I' | '-U' | '+U' | '-D'

/** Names of the kinds where changes are rows: Flink's own, and those of Debezium and Canal. The first one is written. */
export const CHANGE_NAMES: Readonly<Record<ChangeKind, readonly string[]>> = {
  '+I': ['INSERT', '+I', 'c', 'r'],
  '-U': ['UPDATE_BEFORE', '-U'],
  '+U': ['UPDATE_AFTER', '+U', 'UPDATE', 'u'],
  '-D': ['DELETE', '-D', 'd'],
}

export interface RelationType {
  row: RowType
  /** Index of the event-time column. */
  time?: number
  changes: Changes
  /** The columns that bound its windows. */
  bounds?: WindowBounds
}

/** Columns that bound windows. */
export interface WindowBounds {
  start: number
  end: number
  /** They lie on the wall clock of the session's zone, while watermarks are instants. */
  local?: true
  /** They are sessions: those with one end may begin at different times. */
  sessions?: true
}

/** Where rows come from or go to, as the connector reads it. */
export interface Table {
  /** Type of the source or sink. */
  connector: string
  /** Its configuration, as in the document. */
  options: Json
  row: RowType
  /**
   * Keys that lead to a field inside the objects of a JSON record; null where the field has its own name. Where records come in several
   * kinds, a field may lie at several places, of which a record has one.
   */
  paths?: readonly (readonly (readonly string[])[] | null)[]
  time?: EventTime
  /** Columns of the primary key. */
  key?: readonly number[]
  bounded: boolean
  onBadRecord?: 'reject' | 'fail'
}

export interface EventTime {
  column: number
  /** How much the watermark lags the largest time so far, in milliseconds. */
  delay: number
  /** After how many silent milliseconds an input no longer holds back the watermark. */
  idleAfter?: number
}

/** Windows that the time of a row alone decides. Lengths in milliseconds. */
export type AlignedWindow =
  | { kind: 'tumbling'; size: number; offset: number }
  | { kind: 'sliding'; size: number; slide: number; offset: number }
  /** Windows that begin every `size` and are given after every `step` with what they have so far. */
  | { kind: 'cumulate'; size: number; step: number; offset: number }

/** Rows of a key that are at most `gap` milliseconds apart. */
export type SessionWindow = { kind: 'session'; gap: number }

export type WindowSpec =
  | AlignedWindow
  | SessionWindow
  /** After every `slide` rows of a key its last `size` rows; without a size all of them. Time plays no part. */
  | { kind: 'count'; size?: number; slide: number }

/**
 * When a window gives a result before it is over. Each is Flink's trigger of that name, but for `atEnd`.
 *
 * `continuous` counts in event time from the first row of the window, at multiples of `every`, whether or not anything changed.
 * `continuous-processing-time` gives what has changed at every multiple of `every` on the clock of the machine.
 */
export type Trigger = {
  /** Whether the window gives a result when it is over, and at once for every row that comes later. */
  atEnd: boolean
  /** Whether a result takes its rows out of the window, so that the next one has only newer rows. */
  purge: boolean
} & (
  | { kind: 'event-time' }
  | { kind: 'continuous' | 'continuous-processing-time'; every: number }
  | { kind: 'count'; n: number }
)

/** What a window forgets before it gives a result: all but the last `n` rows, or rows not within `size` of its latest time. */
export type Evictor = { kind: 'count'; n: number } | { kind: 'time'; size: number }

export interface Aggregate {
  fn: string
  /** Columns of the input: the arguments, already computed. */
  args: readonly number[]
  /** Arguments that are known before the first row, in the order of the definition's parameters. */
  constants?: readonly Json[]
  /** How `fn: 'custom'` computes. */
  custom?: CustomAggregate
  /** A condition column: the row counts only when it is true. */
  where?: number
  distinct?: true
  as: string
  result: Typed
}

/** An aggregate by expressions: a state for each group, and how rows change it. */
export interface CustomAggregate {
  state: RowType
  /** The state before the first row; without columns. */
  init: readonly TExpr[]
  /** The state with a row more: over the state, followed by the columns of `args`. */
  add: readonly TExpr[]
  /** The state with a row less. */
  retract?: readonly TExpr[]
  /** The state of two parts: over the state, followed by that of the other part. */
  merge?: readonly TExpr[]
  /** Over the state. */
  value: TExpr
}

/** Which rows before a row count: rows by number, or all from a time on (milliseconds); unbounded without `preceding`. */
export interface OverFrame {
  unit: 'rows' | 'range'
  preceding?: number
}

export interface Order {
  column: number
  descending: boolean
}

/**
 * Which changes of an updated result go out: absent, every one; `latest`, those that rows which are worked on together leave in the
 * end. What they come to is the same.
 */
export type Updates = 'latest'
/** As configured; as part of a primitive. */
export const updatesOf = (updates: 'every' | Updates | undefined): { updates?: Updates } =>
  updates === 'latest' ? { updates } : {}

export interface NamedExpr {
  name: string
  expr: TExpr
}

export type JoinKind = 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti'

/** Columns that must be equal. NULL equals nothing, or NULL, or (as in NOT IN, where an unknown result counts) anything. */
export interface JoinKey {
  left: number
  right: number
  nulls: 'never' | 'equal' | 'always'
}

/** A column of the result; `from` 0 is the left input, 1 the right one. */
export interface JoinField {
  name: string
  from: 0 | 1
  column: number
}

/** How a service is asked for the rows of keys; times in milliseconds. */
export interface LookupRequests {
  /** Requests under way at most. */
  capacity: number
  /** For a request with all its attempts. */
  timeout: number
  attempts: number
  /** Between an attempt that failed and the next one. */
  retryDelay: number
  /** Without it every row asks anew. */
  cache?: LookupCache
}

/** Answers that are kept; the one that was not used for longest goes first. */
export interface LookupCache {
  /** Rows of all answers together; a key without rows counts as one. */
  maxRows: number
  expireAfterWrite?: number
  expireAfterAccess?: number
  /** Whether it is kept that a key has no rows. */
  missingKeys: boolean
}

/** What bounds the time in which rows find each other; times in milliseconds. */
export type JoinWithin =
  /** Right time from left time + `lower` to left time + `upper`, both inclusive. */
  | { kind: 'interval'; leftTime: number; rightTime: number; lower: number; upper: number }
  /** Equal windows; `local` when they lie in the zone of the session, so that their ends are no instants. */
  | { kind: 'window'; left: WindowBounds; right: WindowBounds; local: boolean }
  /** The newest right row of the key whose time is not after that of the left row. */
  | { kind: 'version'; leftTime: number; rightTime: number }

/** How a text has fields in it. */
export type ParseFormat =
  | { type: 'json' }
  /** Values in the order of the fields (RFC 4180). */
  | { type: 'csv'; delimiter: string; nullText: string }
  /** `a=1 b="x y"`: what separates pairs, and a key from its value. */
  | { type: 'key-value'; pairs: string; values: string }
  /** The groups of a regular expression that is found in the text, in the order of the fields. */
  | { type: 'regex'; pattern: string }

export type Primitive =
  /** Ports `out` and `rejected`. */
  | { op: 'source'; table: Table }
  /** Filters, then computes. Ports `out` and `failed`. */
  | { op: 'calc'; where?: TExpr; fields: readonly NamedExpr[] }
  | { op: 'union' }
  /** Gives rows another event time; the watermark of the input ends here. Ports `out` and `failed`. */
  | { op: 'time'; time: EventTime }
  /**
   * Reads a text as fields, which come behind the columns of the input; those of a NULL are NULL. Ports `out` and `rejected`, the
   * latter with `error` behind the columns of the input.
   */
  | {
      op: 'parse'
      column: number
      format: ParseFormat
      fields: RowType
      /** As in `Table`. */
      paths?: Table['paths']
      onBadRecord: 'reject' | 'fail'
    }
  /**
   * One row for each element of an array or entry of a map: the columns of the input, then the element, then its number if `numbered`.
   * Elements that are rows are spread over their fields if `spread`. Without elements a row is dropped, or kept with NULL if `outer`.
   */
  | { op: 'unnest'; column: number; spread: boolean; numbered: boolean; outer: boolean }
  /** Makes rows that replace by key into rows that withdraw what they replace. */
  | { op: 'changelog'; to: 'retract'; key: readonly number[] }
  /** Makes rows that withdraw into rows that replace by key: only what a key is worth goes on, and that it is gone. */
  | { op: 'changelog'; to: 'upsert'; key: readonly number[] }
  /** Makes changes of some kinds into rows of their own, with the name of the kind as their first field. */
  | { op: 'changelog'; to: 'append'; kinds: readonly ChangeKind[] }
  /** Makes rows into changes, of the kind that a column names. Ports `out` and `rejected`. */
  | { op: 'changelog'; to: 'changes'; column: number }
  /**
   * Adds window columns without aggregation; a row appears once for each of its windows. Ports `out` and `late`. Only sessions have
   * a key and late rows: their rows leave when the session is over, all others at once.
   */
  | { op: 'assign'; window: AlignedWindow | SessionWindow; rowtime: number; key: readonly number[] }
  /** Aggregates by key and window. Ports `out` and `late`; a count window has no late rows. */
  | {
      op: 'window'
      window: WindowSpec
      /** Absent for count windows. */
      rowtime?: number
      key: readonly number[]
      aggregates: readonly Aggregate[]
      /** How long after its end a window takes rows and gives its result again. */
      lateness: number
      trigger?: Trigger
      evictor?: Evictor
    }
  /** Running aggregates by key; a group is there as long as one of its rows is. `ttl`: how long a group that gets no row is kept. */
  | { op: 'group'; key: readonly number[]; aggregates: readonly Aggregate[]; ttl?: number; updates?: Updates }
  /**
   * The rows of ranks `from` to `to` of each key; of equal rows the one that came first is better, with `latest` the one that came last,
   * or with `ties` they have one rank, the number of better rows and 1 more (`RANK()`). With bounds in windows, given at their end, ports `out`
   * and `late`; without them kept up to date with every row.
   */
  | {
      op: 'rank'
      key: readonly number[]
      order: readonly Order[]
      from: number
      to: number
      rankField?: string
      latest?: true
      ties?: true
      bounds?: WindowBounds
      updates?: Updates
    }
  /**
   * One row of each key: the first or the last by event time, or without `rowtime` by arrival. The first by event time is given when
   * the watermark reaches its time. Ports `out` and `late`. `ttl`: how long a key that gets no row is remembered.
   */
  | {
      op: 'deduplicate'
      key: readonly number[]
      rowtime?: number
      keep: 'first' | 'last'
      ttl?: number
      updates?: Updates
    }
  /**
   * Every row with aggregates of the rows before it, in the order of event time; of equal times, of arrival. `lag` with the constant n
   * is the value of the first argument n rows back, or that of the second argument. Only the first columns of the input go on, the
   * others are arguments. Ports `out` and `late`.
   */
  | {
      op: 'over'
      key: readonly number[]
      rowtime: number
      frame: OverFrame
      aggregates: readonly Aggregate[]
      columns: number
    }
  /** Rows in the order of event time, then of `order`, then of arrival. Ports `out` and `late`. */
  | { op: 'sort'; rowtime: number; order: readonly Order[] }
  /**
   * Pairs of rows of two inputs. Ports `out`, and `lateLeft` and `lateRight` for rows that came when nothing could become of them
   * any more. `where` reads both rows (`from` 0 and 1). `ttl`: how long a row is kept after it was last written, in processing time.
   */
  | {
      op: 'join'
      kind: JoinKind
      on: readonly JoinKey[]
      where?: TExpr
      fields: readonly JoinField[]
      within?: JoinWithin
      ttl?: { left?: number; right?: number }
    }
  /**
   * Rows with those of a table outside that have equal keys at the moment, which are not looked at again. Ports `out`, and `failed` for
   * rows whose look-up failed. `where` reads both rows (`from` 0 is that of the input). The table is read as a whole, and anew after
   * `reload` milliseconds; with `requests` it is asked for the rows of each key.
   */
  | {
      op: 'call'
      table: Table
      kind: 'inner' | 'left'
      on: readonly JoinKey[]
      where?: TExpr
      fields: readonly JoinField[]
      reload?: number
      requests?: LookupRequests
    }
  | { op: 'sink'; table: Table; changes: Changes['mode']; key?: readonly number[] }

export type PrimitiveName = Primitive['op']

export interface PortRef {
  node: string
  port: string
}

export interface PlanNode<P extends Primitive = Primitive> {
  /** Id of the document's node and a role, as in `paid/filter`: state is found by it after an edit. */
  id: string
  /** Id of the document's node. */
  owner: string
  op: P
  inputs: readonly PortRef[]
  outputs: Readonly<Record<string, RelationType>>
}

export interface Plan {
  nodes: readonly PlanNode[]
  /** IANA name of the zone in which days begin and text is read. */
  timeZone: string
  /** Where the ports of the document's nodes lie in the plan, by `node.port`; absent for ports that are known not to exist. */
  ports: Readonly<Record<string, PortRef>>
}

export const APPEND: Changes = { mode: 'append' }

/** The relation at a port. */
export function relationAt(plan: Plan, { node, port }: PortRef): RelationType {
  const relation = plan.nodes.find(({ id }) => id === node)?.outputs[port]
  if (!relation) throw new Error(`The plan has no port ${node}.${port}.`)
  return relation
}
