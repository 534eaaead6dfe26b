/** Joins of two relations: regular, within an interval, within windows, and with the version that was valid. */
import { formatType } from '@millrace/language'
import type { JoinedFieldConfig } from '../../controls.ts'
import type { Located } from '../../located.ts'
import { APPEND, type Changes, type JoinKey, type JoinKind, type JoinWithin, type RelationType } from '../../plan.ts'
import { expectAppend, withdrawing } from '../changes.ts'
import { firstFields } from '../fields.ts'
import type { Relation } from '../relation.ts'
import { timeColumn } from '../windows.ts'
import { joinedChanges } from './changes.ts'
import { pairCondition } from './condition.ts'
import { joinedFields, resultRow, resultTimes, type Sides } from './fields.ts'
import { keyed } from './keys.ts'
import { versionsOf } from './versions.ts'

export interface JoinOptions {
  kind: JoinKind
  leftKeys: readonly Located[]
  rightKeys: readonly Located[]
  condition?: Located | undefined
  fields?: readonly JoinedFieldConfig[] | undefined
  /** What the inputs are called where fields are chosen. */
  names?: readonly [string, string]
}

export interface StreamJoinOptions extends JoinOptions {
  /** NULL equals NULL. */
  nullSafe?: boolean | undefined
  /** An unknown result of a comparison counts as a partner: what NOT IN means. */
  nullAware?: boolean | undefined
  ttl?: { left?: number | undefined; right?: number | undefined } | undefined
}

/** Every pair that ever is: rows of both sides are kept, and what is withdrawn takes its results with it. */
export function join(left: Relation, right: Relation, options: StreamJoinOptions): Relation {
  const { kind, nullSafe, nullAware, ttl } = options
  const inputs = [withdrawing(left, 'normalize-left'), withdrawing(right, 'normalize-right')] as const
  const nulls = nullAware && kind === 'anti' ? 'always' : nullSafe ? 'equal' : 'never'
  const kept = ttl && {
    ...(ttl.left !== undefined && { left: ttl.left }),
    ...(ttl.right !== undefined && { right: ttl.right }),
  }
  return joined(inputs, options, { nulls, ...(kept && Object.keys(kept).length > 0 && { ttl: kept }) })
}

/** Pairs whose right time is from left time + `lower` to left time + `upper`. */
export function intervalJoin(
  left: Relation,
  right: Relation,
  { lower, upper, ...options }: JoinOptions & { lower: number; upper: number },
): Relation {
  const [leftTime, rightTime] = [timeColumn(left, 'An interval join'), timeColumn(right, 'An interval join')]
  expectAppend(left, 'An interval join')
  expectAppend(right, 'An interval join')
  if (lower > upper) {
    const message = 'No time is in this interval: its lower bound is after its upper bound.'
    left.scope.problem({
      code: 'empty-interval',
      severity: 'warning',
      message,
      hint: 'Exchange the bounds.',
      path: 'lower',
    })
  }
  if (leftTime === undefined || rightTime === undefined || !expectSameClock(left, right, options))
    return checkedOnly(left, right, options)
  return joined([left, right], options, { within: { kind: 'interval', leftTime, rightTime, lower, upper } })
}

/** Pairs of rows in equal windows; both inputs have window columns. */
export function windowJoin(left: Relation, right: Relation, options: JoinOptions): Relation {
  expectAppend(left, 'A window join')
  expectAppend(right, 'A window join')
  const bounds = [left, right].map((input, side) => boundsOf(input, (options.names ?? SIDES)[side]!))
  if (!bounds[0] || !bounds[1]) return checkedOnly(left, right, options)
  if (!expectSameClock(left, right, options)) return checkedOnly(left, right, options)
  const local = bounds[0].local === true
  return joined([left, right], options, { within: { kind: 'window', left: bounds[0], right: bounds[1], local } })
}

/** Rows with the version of the right input that was valid at their time. */
export function versionJoin(rows: Relation, versions: Relation, options: JoinOptions): Relation {
  const [leftTime, rightTime] = [timeColumn(rows, 'A temporal join'), timeColumn(versions, 'A temporal join')]
  expectVersions(versions, options)
  if (leftTime === undefined || rightTime === undefined || !expectSameClock(rows, versions, options))
    return checkedOnly(rows, versions, options)
  const left = withdrawing(rows, 'normalize-rows')
  const changes: Changes = left.type.changes.mode === 'append' ? APPEND : { mode: 'retract' }
  const right = versionsOf(versions)
  return joined([left, right], options, { changes, within: { kind: 'version', leftTime, rightTime } })
}

interface Joined {
  nulls?: JoinKey['nulls']
  within?: JoinWithin
  changes?: Changes
  ttl?: { left?: number; right?: number }
}

const SIDES = ['left', 'right'] as const

function joined(
  given: readonly [Relation, Relation],
  { kind, leftKeys, rightKeys, condition, fields: chosen, names = SIDES }: JoinOptions,
  { nulls = 'never', within, changes, ttl }: Joined,
): Relation {
  const { scope } = given[0]
  const { inputs, on } = keyed(given, { left: leftKeys, right: rightKeys }, nulls)
  const sides: Sides = { inputs: given, names, kind }
  const where = condition && pairCondition(scope, condition, [given[0].row, given[1].row], names)
  const fields = joinedFields(sides, chosen)
  const out = {
    row: resultRow(sides, fields),
    changes: changes ?? (within ? APPEND : joinedChanges(sides, on, fields, ttl !== undefined)),
    ...(within && resultTimes(sides, fields)),
  }
  const op = {
    op: 'join' as const,
    kind,
    on,
    ...(where && { where }),
    fields,
    ...(within && { within }),
    ...(ttl && { ttl }),
  }
  const [left, right] = inputs
  const result = left.add('join', op, inputs, out, within && { lateLeft: left.type, lateRight: right.type })
  // Late rows have the columns of their input, without the hidden ones that keys may need.
  result.lateLeft &&= firstFields(result.lateLeft, given[0].row.length, 'late-left-fields')
  result.lateRight &&= firstFields(result.lateRight, given[1].row.length, 'late-right-fields')
  return result
}

/** Reports what is wrong with keys, condition and fields when the join itself cannot be built. */
function checkedOnly(left: Relation, right: Relation, options: JoinOptions): Relation {
  const { kind, leftKeys, rightKeys, condition, fields, names = SIDES } = options
  keyed([left, right], { left: leftKeys, right: rightKeys }, 'never')
  if (condition) pairCondition(left.scope, condition, [left.row, right.row], names)
  joinedFields({ inputs: [left, right], names, kind }, fields)
  return left.unknown()
}

function boundsOf({ known, type: { bounds }, scope }: Relation, name: string): RelationType['bounds'] {
  if (!known || bounds) return bounds
  const message = `The input \`${name}\` has no window columns.`
  scope.problem({
    code: 'no-window',
    message,
    hint: 'Give the join a window of its own, or put both inputs behind a window.',
    path: 'window',
  })
  return undefined
}

/** Times of both inputs must be comparable: a wall clock is no instant. */
function expectSameClock(left: Relation, right: Relation, { names = SIDES }: JoinOptions): boolean {
  const [a, b] = [left, right].map(({ row, type: { time } }) => (time === undefined ? undefined : row[time]!.type))
  if (!a || !b || a.t === b.t) return true
  left.scope.problem({
    code: 'time-types',
    message: `The event times cannot be compared: ${formatType(a)} of \`${names[0]}\`, ${formatType(b)} of \`${names[1]}\`.`,
    hint: 'Declare both event times as TIMESTAMP(3), or both as TIMESTAMP_LTZ(3).',
  })
  return false
}

/** A version replaces the one before it, so the versions need a key, and the join must be by all of it. */
function expectVersions({ known, type: { changes }, scope, row }: Relation, { rightKeys }: JoinOptions): void {
  if (!known) return
  if (changes.mode === 'append') {
    scope.problem({
      code: 'no-versions',
      message: 'The input `versions` has no key by which a row replaces an earlier one.',
      hint: 'Set `primaryKey` at its source, or put a *Deduplicate* that keeps the last row before it.',
    })
  }
  if (changes.mode === 'append' || !changes.key) return
  const key = changes.key.map((index) => row[index]!.name)
  const missing = key.filter((name) => !rightKeys.some(({ text }) => text === name))
  if (missing.length === 0) return
  scope.problem({
    code: 'version-key',
    message: `The versions have the key ${key.join(', ')}; the join does not compare ${missing.join(', ')}.`,
    hint: 'Compare all fields of the key, or deduplicate the versions by the compared ones.',
    path: 'rightKeys',
  })
}
