/** Functions of dates and times. */
import type { Generator } from '../generate/generator.ts'
import { anyNull, type Register } from '../generate/register.ts'
import { doubleOfDecimal } from '../numbers/decimal.ts'
import { type Int, normal } from '../numbers/integer.ts'
import type { TCall, TExpr } from '../syntax/expr.ts'
import { DAY, floorDiv, floorMod, HOUR, MINUTE, SECOND } from '../time/calendar.ts'
import { timePattern } from '../time/pattern.ts'
import { type SimplePattern, simplePattern } from '../time/simplePattern.ts'
import { parseDateText, parseTimestampWith, readTimestamp } from '../time/text.ts'
import {
  ceilDays,
  ceilTo,
  difference,
  extract,
  floorDays,
  floorTo,
  monthsBetween,
  ROUNDING_UNITS,
  UNIT_MILLIS,
  UNIT_MONTHS,
} from '../time/units.ts'
import { toInstant, toWallClock, UTC, type Zone, zoneOf } from '../time/zone.ts'
import { lenientZone, olderZone } from '../time/zoneNames.ts'
import {
  BIGINT,
  BOOLEAN,
  DATE,
  type FieldType,
  formatType,
  INT,
  INTERVAL_MONTH,
  INTERVAL_SECOND,
  isInteger,
  isInterval,
  isNumeric,
  isText,
  isTime,
  isTimestamp,
  STRING,
  TIME,
  timestamp,
  timestampLtz,
} from '../types.ts'
import type { Value } from '../value.ts'
import {
  type Accepts,
  type CallSite,
  castTo,
  DataError,
  defineFunction,
  type Environment,
  type Evaluate,
  type FunctionDefinition,
  nullWithoutType,
  type Site,
} from './definition.ts'
import { bindWhole, generateWhole, wholeNumberType } from './math.ts'
import { ANYTHING, constantText, param, TEXT, WHOLE_LONG } from './params.ts'
import { mover } from './timeArithmetic.ts'

/** Milliseconds on the wall clock of a value of a time type. */
export function wallClockOf(type: FieldType, zone: Zone): (value: Value) => number {
  if (type.t === 'DATE') return (value) => (value as number) * DAY
  return type.t === 'TIMESTAMP_LTZ' ? (value) => toWallClock(value as number, zone) : (value) => value as number
}

/** Milliseconds by which times are measured and moved: instants on the clock of UTC, whatever the zone, as in Flink. */
const clockOf = (type: FieldType) => wallClockOf(type, UTC)

/** Back from the wall clock to a value of a time type. */
function fromWallClock(type: FieldType, zone: Zone): (ms: number) => number {
  if (type.t === 'DATE') return (ms) => floorDiv(ms, DAY)
  return type.t === 'TIMESTAMP_LTZ' ? (ms) => toInstant(ms, zone) : (ms) => ms
}

const unitOf = (args: readonly TExpr[]) => constantText(args[0]) ?? ''

const CLOCK_UNITS = new Set(['HOUR', 'MINUTE', 'SECOND', 'MILLISECOND', 'MICROSECOND', 'NANOSECOND'])
const FINE_UNITS = new Set(['MICROSECOND', 'NANOSECOND'])
const OF_INTERVAL: Partial<Record<FieldType['t'], ReadonlySet<string>>> = {
  INTERVAL_MONTH: new Set(['YEAR', 'QUARTER', 'MONTH', 'CENTURY', 'MILLENNIUM']),
  INTERVAL_SECOND: new Set(['DAY', 'HOUR', 'MINUTE', 'SECOND', 'MILLISECOND']),
}
const OF_TIME_OR_INTERVAL: Accepts = { want: 'a date, time or interval', accepts: (t) => isTime(t) || isInterval(t) }

/** Whether a unit can be taken from a type; says so when not. */
function unitFits(call: CallSite, unit: string, type: FieldType): boolean {
  const clock = CLOCK_UNITS.has(unit)
  const missing = isInterval(type)
    ? !OF_INTERVAL[type.t]!.has(unit)
    : type.t === 'TIME'
      ? !clock || FINE_UNITS.has(unit)
      : clock && type.t === 'DATE'
  if (missing) {
    const message = `${type.t === 'DATE' || type.t === 'TIME' ? `A ${type.t}` : formatType(type)} has no ${unit}.`
    call.problem({ code: 'unit-not-in-type', message, span: call.span })
    return false
  }
  return true
}

/** Whether times are rounded to a unit; says so when not. */
function roundsTo(call: CallSite, unit: string): boolean {
  if (ROUNDING_UNITS.has(unit)) return true
  const hint = `Units: ${[...ROUNDING_UNITS].join(', ')}.`
  call.problem({ code: 'unit-not-in-type', message: `A time is not rounded to ${unit}.`, hint, span: call.span })
  return false
}

function bindExtract(unit: string, type: FieldType, zone: Zone): Evaluate {
  if (type.t === 'INTERVAL_MONTH') return (value) => monthPart(unit, value as number)
  if (type.t === 'INTERVAL_SECOND') return (value) => dayPart(unit, value as number)
  if (type.t === 'TIMESTAMP_LTZ') {
    // The epoch as well counts from 1970 on the wall clock, as in Flink.
    const older = olderZone(zone)
    return (value) => extract(unit, (value as number) + older.offsetAt(value as number))
  }
  const wallClock = wallClockOf(type, zone)
  return (value) => extract(unit, wallClock(value))
}

function monthPart(unit: string, months: number): number {
  const years = { YEAR: 1, CENTURY: 100, MILLENNIUM: 1000 }[unit]
  if (years !== undefined) return Math.trunc(months / 12 / years) + 0
  return unit === 'QUARTER' ? Math.trunc((months % 12) / 3) + 1 : (months % 12) + 0
}

function dayPart(unit: string, ms: number): number {
  switch (unit) {
    case 'DAY':
      return Math.trunc(ms / DAY) + 0
    case 'HOUR':
      return Math.trunc((ms % DAY) / HOUR) + 0
    case 'MINUTE':
      return Math.trunc((ms % HOUR) / MINUTE) + 0
    case 'SECOND':
      return Math.trunc((ms % MINUTE) / SECOND) + 0
    case 'EPOCH':
      return Math.trunc(ms / SECOND) + 0
    default:
      return (ms % SECOND) + 0
  }
}

function extractor(
  name: string,
  fixedUnit: string | undefined,
  words: Pick<FunctionDefinition, 'summary' | 'zh' | 'examples'>,
): FunctionDefinition {
  const unitAndValue = (args: readonly TExpr[]) =>
    fixedUnit === undefined ? ([unitOf(args), args[1]!] as const) : ([fixedUnit, args[0]!] as const)
  const { resolve, ...rest } = defineFunction({
    name,
    group: 'time',
    usage: fixedUnit === undefined ? 'EXTRACT(unit FROM time)' : `${name}(time)`,
    ...words,
    params: [...(fixedUnit === undefined ? [param('unit', ANYTHING)] : []), param('time', OF_TIME_OR_INTERVAL)],
    returns: BIGINT,
    bind({ args, environment }) {
      const [unit, value] = unitAndValue(args)
      const f = bindExtract(unit, value.type, environment.zone)
      return fixedUnit === undefined ? (_, x) => f(x!) : f
    },
    generate(generator, { args }) {
      const [unit, value] = unitAndValue(args)
      const x = generator.expression(value) as Extract<Register, { r: 'num' }>
      const f = generator.code.constant(bindExtract(unit, value.type, generator.environment.zone))
      const clock = value.type.t === 'TIMESTAMP' ? CLOCK_CYCLES[unit] : undefined
      if (!clock) return { r: 'num', nul: x.nul, v: generator.code.value(`${f}(${x.v})`) }
      const [cycle, length] = clock
      // Before 1970 parts of a second count otherwise, which the function knows.
      const part = `${x.v} >= 0 ? Math.floor((${x.v} % ${cycle}) / ${length}) : ${f}(${x.v})`
      return { r: 'num', nul: x.nul, v: generator.code.value(part) }
    },
    ...(fixedUnit === undefined && {
      sql: ([, value]: readonly string[], { args }: TCall) => `EXTRACT(${unitOf(args)} FROM ${value})`,
    }),
  })
  return {
    ...rest,
    resolve(call) {
      const resolved = resolve(call)
      if (!resolved) return undefined
      const [unit, value] = unitAndValue(resolved.args)
      return unitFits(call, unit, value.type) ? resolved : undefined
    },
  }
}

/** What a clock on the wall shows: after how many milliseconds a unit begins again, and how many one of it has. */
const CLOCK_CYCLES: Record<string, readonly [cycle: number, length: number]> = {
  HOUR: [DAY, 3600 * SECOND],
  MINUTE: [3600 * SECOND, 60 * SECOND],
  SECOND: [60 * SECOND, SECOND],
}

/** FLOOR and CEIL of numbers, and of times to a unit. */
function roundTo(name: 'FLOOR' | 'CEIL'): FunctionDefinition {
  const rounding = name === 'FLOOR' ? 'floor' : 'ceil'
  const round = name === 'FLOOR' ? floorTo : ceilTo
  const roundDays = name === 'FLOOR' ? floorDays : ceilDays
  // The offset is that of the moment before it is rounded, even if the clock is put forward or back in between, as in Flink.
  const roundInstant =
    (unit: string, zone: Zone): Evaluate =>
    (value) => {
      const offset = zone.offsetAt(value as number)
      return round(unit, (value as number) + offset) - offset
    }
  const bindTime = (unit: string, type: FieldType, zone: Zone): Evaluate => {
    if (type.t === 'DATE') return (value) => roundDays(unit, value as number)
    if (type.t === 'TIMESTAMP_LTZ') return roundInstant(unit, olderZone(zone))
    const [to, from] = [wallClockOf(type, zone), fromWallClock(type, zone)]
    return (value) => from(round(unit, to(value)))
  }
  return {
    name,
    group: 'math',
    usage: `${name}(number) or ${name}(time TO unit)`,
    summary: `The next whole number ${name === 'FLOOR' ? 'below' : 'above'}, or the ${name === 'FLOOR' ? 'beginning' : 'end'} of a unit of time.`,
    zh: name === 'FLOOR' ? '向下取整；对时间取所在单位的起点。' : '向上取整；对时间取所在单位的终点。',
    examples:
      name === 'FLOOR'
        ? [
            ['FLOOR(-2.5)', '-3'],
            ["FLOOR(TIMESTAMP '2024-02-29 13:45:59' TO HOUR)", '2024-02-29T13:00:00.000'],
          ]
        : [
            ['CEIL(2.5)', '3'],
            ["CEIL(DATE '2024-05-17' TO YEAR)", '2025-01-01'],
          ],
    strict: true,
    resolve(call) {
      const [value, unit] = call.args
      if (!value) return undefined
      const done = (type: FieldType) => ({ args: unit ? [value, unit] : [value], type, nullable: value.nullable })
      if (!unit && isNumeric(value.type)) return done(wholeNumberType(value.type))
      if (value.type.t === 'NULL') return nullWithoutType(call, 0, unit ? timestamp(3) : INT)
      if (unit && isTime(value.type))
        return roundsTo(call, constantText(unit)!) && unitFits(call, constantText(unit)!, value.type)
          ? done(value.type)
          : undefined
      const hint = unit ? undefined : `For times: ${name}(${call.written(0)} TO HOUR)`
      const message = `${name} cannot be applied to ${formatType(value.type)}${unit ? ' with a unit' : ''}.`
      return call.problem({ code: 'argument-type', message, span: call.spans[0]!, ...(hint && { hint }) })
    },
    bind(site) {
      if (site.args.length === 1) return bindWhole(site, rounding)
      return bindTime(constantText(site.args[1])!, site.args[0]!.type, site.environment.zone)
    },
    generate(generator, call) {
      const length = name === 'FLOOR' && call.args.length === 2 ? fixedLength(call) : undefined
      if (length !== undefined) return floorToLength(generator, call, length)
      if (call.args.length === 2)
        return callNumber(
          generator,
          call,
          bindTime(constantText(call.args[1])!, call.args[0]!.type, generator.environment.zone),
        )
      return (
        generateWhole(generator, call, rounding) ??
        callDecimal(
          generator,
          call,
          bindWhole({ args: call.args, type: call.type, environment: generator.environment }, rounding),
        )
      )
    },
    sql: ([value], { args }) =>
      args.length === 1 ? `${name}(${value})` : `${name}(${value} TO ${constantText(args[1])})`,
  }
}

/** Milliseconds of a unit whose beginnings on a wall clock are multiples of it. */
function fixedLength({ args }: TCall): number | undefined {
  if (args[0]!.type.t !== 'TIMESTAMP') return undefined
  const lengths: Record<string, number> = { SECOND, MINUTE: 60 * SECOND, HOUR: 3600 * SECOND, DAY }
  return lengths[constantText(args[1])!]
}

function floorToLength(generator: Generator, { args }: TCall, length: number): Register {
  const x = generator.expression(args[0]!) as Extract<Register, { r: 'num' }>
  return { r: 'num', nul: x.nul, v: generator.code.value(`Math.floor(${x.v} / ${length}) * ${length}`) }
}

/** A call whose first argument and result are plain numbers. */
function callNumber(generator: Generator, { args }: TCall, f: Evaluate): Register {
  const x = generator.expression(args[0]!) as Extract<Register, { r: 'num' }>
  return { r: 'num', nul: x.nul, v: generator.code.value(`${generator.code.constant(f)}(${x.v})`) }
}

function callDecimal(generator: Generator, call: TCall, f: Evaluate): Register {
  const x = generator.expression(call.args[0]!) as Extract<Register, { r: 'num' }>
  return generator.guardedResult(`${generator.code.constant(f)}(${x.v})`, x.nul, call, false)
}

const timestampDifference: FunctionDefinition = {
  name: 'TIMESTAMPDIFF',
  group: 'time',
  usage: 'TIMESTAMPDIFF(unit, from, to)',
  summary: 'Whole units from one time to another; negative when the second is earlier.',
  zh: '两个时间之间相差的整单位数；后者更早时为负。',
  examples: [
    ["TIMESTAMPDIFF(DAY, TIMESTAMP '2024-01-01 12:00:00', TIMESTAMP '2024-01-03 11:59:59')", 1],
    ["TIMESTAMPDIFF(MONTH, TIMESTAMP '2024-01-31 00:00:00', TIMESTAMP '2024-02-29 00:00:00')", 1],
  ],
  strict: true,
  resolve(call) {
    const [unit, from, to] = call.args
    if (!unit || !from || !to) return undefined
    const args = [unit, asTime(call, 1), asTime(call, 2)]
    if (args.some((arg) => arg === undefined) || !differ(call, 1, 2)) return undefined
    const name = constantText(unit)!
    if (!measures(call, name)) return undefined
    const type = name === 'NANOSECOND' ? BIGINT : INT
    return { args: args as TExpr[], type, nullable: from.nullable || to.nullable }
  },
  bind: ({ args }) => {
    const f = bindDifference(args)
    return (_, from, to) => f(from!, to!)
  },
  generate(generator, { args, type }) {
    if (type.t === 'BIGINT') return undefined
    const [from, to] = args.slice(1).map((arg) => generator.expression(arg)) as [Register, Register]
    const f = generator.code.constant(bindDifference(args))
    return {
      r: 'num',
      nul: anyNull([from, to]),
      v: generator.code.value(`${f}(${(from as { v: string }).v}, ${(to as { v: string }).v})`),
    }
  },
  sql: ([, from, to], { args }) => `TIMESTAMPDIFF(${unitOf(args)}, ${from}, ${to})`,
}

function bindDifference(args: readonly TExpr[]): (from: Value, to: Value) => Int {
  const unit = unitOf(args)
  const [a, b] = [clockOf(args[1]!.type), clockOf(args[2]!.type)]
  return (from, to) => {
    const units = difference(unit, a(from), b(to))
    return typeof units === 'bigint' ? normal(units) : units
  }
}

/** Whether times are measured or moved by a unit; says so when not. */
function measures(call: CallSite, unit: string): boolean {
  const finest = call.name === 'TIMESTAMPADD' ? 'MILLISECOND' : 'NANOSECOND'
  const known = UNIT_MONTHS[unit] !== undefined || (UNIT_MILLIS[unit] ?? 0) >= UNIT_MILLIS[finest]!
  if (!known)
    call.problem({ code: 'unit-not-in-type', message: `${call.name} does not count in ${unit}.`, span: call.span })
  return known
}

/** Whether Flink measures between two times: of day it never does, and an instant only goes with an instant. */
function differ(call: CallSite, from: number, to: number): boolean {
  const [a, b] = [call.args[from]!.type, call.args[to]!.type]
  if (a.t !== 'TIME' && b.t !== 'TIME' && (a.t === b.t || (a.t !== 'TIMESTAMP_LTZ' && b.t !== 'TIMESTAMP_LTZ')))
    return true
  const message = `${call.name === 'INTERVAL BETWEEN' ? 'A difference' : call.name} cannot be taken between ${formatType(a)} and ${formatType(b)}.`
  call.problem({ code: 'operand-types', message, hint: 'Convert both to TIMESTAMP(3) with CAST.', span: call.span })
  return false
}

/** A time argument; text is refused with a remedy. */
function asTime(call: CallSite, index: number): TExpr | undefined {
  const arg = call.args[index]
  if (!arg || isTime(arg.type)) return arg
  if (arg.type.t === 'NULL') return nullWithoutType(call, index, timestamp(3))
  const text = `CAST(${call.written(index)} AS TIMESTAMP(3))`
  const message = `${call.name} needs a date or time, found ${formatType(arg.type)}.`
  const fixes = isText(arg.type) ? [{ title: text, span: call.spans[index]!, text }] : []
  return call.problem({ code: 'argument-type', message, span: call.spans[index]!, fixes })
}

const timestampAddition: FunctionDefinition = {
  name: 'TIMESTAMPADD',
  group: 'time',
  usage: 'TIMESTAMPADD(unit, count, time)',
  summary: 'Moves a time by a number of units; a day beyond the end of its month becomes the last.',
  zh: '将时间按单位移动；超出月末的日期取月末。',
  examples: [
    ["TIMESTAMPADD(MONTH, 1, DATE '2024-01-31')", '2024-02-29'],
    ["TIMESTAMPADD(WEEK, 2, TIMESTAMP '2024-01-01 10:00:00')", '2024-01-15T10:00:00.000'],
  ],
  strict: true,
  resolve(call) {
    const [unit, count] = call.args
    const time = asTime(call, 2)
    if (!unit || !count || !time) return undefined
    if (count.type.t === 'NULL') return nullWithoutType(call, 1, INT)
    if (!isInteger(count.type)) {
      return call.problem({
        code: 'argument-type',
        message: `TIMESTAMPADD needs a whole number, found ${formatType(count.type)}.`,
        span: call.spans[1]!,
      })
    }
    if (time.type.t === 'DATE' && /^(MILLI|MICRO|NANO)SECOND$/.test(constantText(unit)!)) {
      const message = `A DATE cannot be moved by a ${constantText(unit)}.`
      return call.problem({ code: 'unit-not-in-type', message, span: call.spans[2]! })
    }
    if (!measures(call, constantText(unit)!)) return undefined
    const type = time.type.t === 'DATE' && CLOCK_UNITS.has(constantText(unit)!) ? timestamp(6) : time.type
    return { args: [unit, castTo(count, BIGINT), castTo(time, type)], type, nullable: count.nullable || time.nullable }
  },
  bind({ args, type }) {
    const unit = unitOf(args)
    const months = UNIT_MONTHS[unit]
    const move = mover(type, months === undefined ? INTERVAL_SECOND : INTERVAL_MONTH)
    const size = months ?? UNIT_MILLIS[unit] ?? 0
    return (_, count, time) => move(time as number, Number(count) * size)
  },
  sql: ([, count, time], { args }) => `TIMESTAMPADD(${unitOf(args)}, ${count}, ${time})`,
}

/** `(a - b) HOUR`: the interval between two times. */
const intervalBetween: FunctionDefinition = {
  name: 'INTERVAL BETWEEN',
  group: 'time',
  usage: '(later - earlier) unit',
  summary: 'The interval between two times; a unit of YEAR or MONTH counts months.',
  zh: '两个时间之间的间隔；单位为 YEAR 或 MONTH 时按月计。',
  examples: [["(TIMESTAMP '2024-01-02 00:00:00' - TIMESTAMP '2024-01-01 12:00:00') HOUR", '+0 12:00:00.000']],
  strict: true,
  resolve(call) {
    const [later, earlier] = [asTime(call, 0), asTime(call, 1)]
    const unit = call.args[2]
    if (!later || !earlier || !unit || !differ(call, 0, 1)) return undefined
    if (later.type.t !== earlier.type.t) {
      const message = `A difference needs times of one type, found ${formatType(later.type)} and ${formatType(earlier.type)}.`
      return call.problem({ code: 'operand-types', message, hint: 'Convert one of them with CAST.', span: call.span })
    }
    const type = UNIT_MONTHS[constantText(unit)!] === undefined ? INTERVAL_SECOND : INTERVAL_MONTH
    return { args: [later, earlier, unit], type, nullable: later.nullable || earlier.nullable }
  },
  bind({ args, type }) {
    const [a, b] = [clockOf(args[0]!.type), clockOf(args[1]!.type)]
    if (type.t === 'INTERVAL_MONTH') return (later, earlier) => monthsBetween(b(earlier!), a(later!))
    return (later, earlier) => a(later!) - b(earlier!)
  },
  sql: ([a, b], { args }) => `((${a} - ${b}) ${constantText(args[2])})`,
}

/** `(a, b) OVERLAPS (c, d)`: ends are times or intervals, in any order; periods that touch overlap. */
const overlaps: FunctionDefinition = {
  name: 'OVERLAPS',
  group: 'time',
  usage: '(start, end) OVERLAPS (start, end)',
  summary: 'Whether two periods have a moment in common; an end may be given as an interval.',
  zh: '两个时间段是否有交集；终点可用间隔给出。',
  examples: [["(DATE '2024-01-01', DATE '2024-01-10') OVERLAPS (DATE '2024-01-10', DATE '2024-01-20')", true]],
  strict: true,
  resolve(call) {
    const periods = call.args.map((arg) =>
      arg?.k === 'call' && arg.fn === 'ROW' && arg.args.length === 2 ? arg.args : undefined,
    )
    if (call.args.some((arg) => arg === undefined)) return undefined
    if (!periods.every((period) => period !== undefined)) {
      return call.problem({
        code: 'argument-type',
        message: 'OVERLAPS compares two periods.',
        hint: 'Write (start, end) OVERLAPS (start, end).',
        span: call.span,
      })
    }
    const ends = periods.flatMap(([start, end]) => [start!, endOf(start!, end!)])
    const wrong = ends.find((end) => !isTime(end.type) || end.type.t !== ends[0]!.type.t)
    if (wrong)
      return call.problem({
        code: 'operand-types',
        message: `OVERLAPS needs times of one type, found ${formatType(wrong.type)}.`,
        span: call.span,
      })
    return { args: ends, type: BOOLEAN, nullable: ends.some((end) => end.nullable) }
  },
  bind: () => (a, b, c, d) => {
    const [x, y, u, v] = [a, b, c, d] as [number, number, number, number]
    return Math.min(x, y) <= Math.max(u, v) && Math.min(u, v) <= Math.max(x, y)
  },
  sql: ([a, b, c, d]) => `((${a}, ${b}) OVERLAPS (${c}, ${d}))`,
}

const endOf = (start: TExpr, end: TExpr): TExpr =>
  isInterval(end.type)
    ? { k: 'call', fn: '+', args: [start, end], type: start.type, nullable: start.nullable || end.nullable }
    : end

type Compile<P> = (text: string) => P | string
type Compiled<P> = (given: Value | undefined) => P | string

/** The pattern of a call: compiled once when it is a literal. */
function patternOf<P>(arg: TExpr | undefined, compile: Compile<P>): Compiled<P> {
  const constant = arg === undefined ? DEFAULT_PATTERN : constantText(arg)
  if (constant === undefined) return (given) => compile(given as string)
  const compiled = compile(constant)
  return () => compiled
}

/** The same where a pattern that means nothing fails the row. */
function requiredPattern<P>(arg: TExpr | undefined, compile: Compile<P>): (given: Value | undefined) => P {
  const pattern = patternOf(arg, compile)
  return (given) => {
    const compiled = pattern(given)
    if (typeof compiled === 'string') throw new DataError(compiled)
    return compiled
  }
}

/** What is wrong with a literal pattern, for a call with these arguments. */
type PatternCheck = (pattern: string, args: readonly TExpr[]) => string | undefined

const simpleCheck: PatternCheck = (text) => {
  const compiled = simplePattern(text)
  return typeof compiled === 'string' ? compiled : undefined
}
const parseCheck: PatternCheck = (text) => {
  const compiled = timePattern(text)
  return typeof compiled === 'string' ? compiled : undefined
}
const formatCheck: PatternCheck = (text, args) => {
  if (isText(args[0]!.type)) return simpleCheck(text, args)
  const compiled = timePattern(text)
  if (typeof compiled === 'string') return compiled
  return compiled.format(0) === undefined ? NO_ZONE : undefined
}
const NO_ZONE = 'A time stamp has no zone that the pattern could write.'

/** A literal pattern must be readable; where Flink gives NULL for one that is not, it is a warning. */
function withPattern(
  index: number,
  check: PatternCheck,
  definition: FunctionDefinition,
  severity: 'error' | 'warning' = 'error',
): FunctionDefinition {
  return {
    ...definition,
    resolve(call) {
      const resolved = definition.resolve(call)
      const constant = resolved && constantText(resolved.args[index])
      const wrong = constant === undefined ? undefined : check(constant, resolved!.args)
      if (wrong === undefined) return resolved
      const hint = severity === 'warning' ? 'With this pattern the result is always NULL.' : undefined
      call.problem({
        code: 'time-pattern',
        message: wrong,
        severity,
        span: call.spans[index] ?? call.span,
        ...(hint && { hint }),
      })
      return severity === 'warning' ? resolved : undefined
    },
  }
}

/** A pattern that is not a literal may mean nothing on a row. */
const failsByPattern = ({ args }: TCall) => args.length > 1 && constantText(args[1]) === undefined

const DEFAULT_PATTERN = 'yyyy-MM-dd HH:mm:ss'
const PLAIN = simplePattern(DEFAULT_PATTERN) as SimplePattern

const OF_TIME_OR_TEXT: Accepts = { want: 'a time stamp or text', accepts: (t) => isTimestamp(t) || isText(t) }

function bindFormat({ args, environment }: Site): Evaluate {
  const { type } = args[0]!
  if (isText(type)) return bindFormatText(args[1], environment)
  const pattern = requiredPattern(args[1], timePattern)
  const wallClock = wallClockOf(type, environment.zone)
  return (value, given) => {
    const text = pattern(given).format(wallClock(value!))
    if (text === undefined) throw new DataError(NO_ZONE)
    return text
  }
}

/** A text is read and written in one zone, so that which one it is does not show. */
function bindFormatText(arg: TExpr | undefined, environment: Environment): Evaluate {
  const pattern = requiredPattern(arg, simplePattern)
  return (text, given) => {
    const compiled = pattern(given)
    const instant = PLAIN.parse(text as string, UTC, environment.now())
    return instant === undefined ? null : compiled.format(instant, UTC)
  }
}

/** The date of the smallest of all moments, which Flink takes for what cannot be read by a pattern. */
const UNREADABLE_DATE = 622191233

function bindToDate({ args, environment }: Site): Evaluate {
  if (args.length < 2) return (text) => parseDateText(text as string) ?? null
  const pattern = requiredPattern(args[1], simplePattern)
  return (text, given) => {
    const instant = pattern(given).parse(text as string, UTC, environment.now())
    return instant === undefined ? UNREADABLE_DATE : floorDiv(instant, DAY)
  }
}

/** Parses by the pattern of an argument, or as CAST does without one. */
function bindParse(args: readonly TExpr[]): (text: string, given: Value | undefined) => number | undefined {
  if (args.length < 2) return readMillis
  const pattern = patternOf(args[1], timePattern)
  return (text, given) => {
    const compiled = pattern(given)
    return typeof compiled === 'string' ? undefined : parseTimestampWith(compiled, text)
  }
}

/** Milliseconds of the wall clock; finer digits are dropped. */
function readMillis(text: string): number | undefined {
  const wall = readTimestamp(text)
  return wall === undefined ? undefined : Math.floor(wall)
}

const SMALLEST_BIGINT = -9223372036854775808n

function bindUnixTimestamp({ args, environment }: Site): Evaluate {
  if (args.length === 0) return () => floorDiv(environment.now(), SECOND)
  const pattern = requiredPattern(args[1], simplePattern)
  const zone = olderZone(environment.zone)
  return (text, given) => {
    const instant = pattern(given).parse(text as string, zone, environment.now())
    return instant === undefined ? SMALLEST_BIGINT : Math.trunc(instant / SECOND) + 0
  }
}

function bindToTimestampLtz(site: Site): Evaluate {
  return isText(site.args[0]!.type) ? bindTextToInstant(site) : bindEpochToInstant(site)
}

/** Without a zone the wall clock of the text is that of UTC, whatever the zone of the session: so does Flink. */
function bindTextToInstant({ args }: Site): Evaluate {
  const parse = bindParse(args)
  return (text, given, zoneName) => {
    const zone = zoneName === undefined ? UTC : zoneOf(zoneName as string)
    const wall = parse(text as string, given)
    if (Number.isNaN(wall) || (wall === undefined && args.length < 2))
      throw new DataError(`${JSON.stringify(text)} cannot be read as TIMESTAMP.`)
    return wall === undefined || zone === undefined ? null : toInstant(wall, zone)
  }
}

const FIRST_MOMENT = -62167219200000
const LAST_MOMENT = 253402300799999

/** Seconds or milliseconds since 1970; NULL before the year 0 and after 9999. */
function bindEpochToInstant({ args }: Site): Evaluate {
  const { type } = args[0]!
  const number = (value: Value) => (type.t === 'DECIMAL' ? doubleOfDecimal(value as Int, type.scale) : Number(value))
  return (value, unit = 3) => {
    if (unit !== 0 && unit !== 3)
      throw new DataError(`TO_TIMESTAMP_LTZ takes precision 0 (seconds) or 3 (milliseconds), found ${unit}.`)
    // NaN is the beginning of time where Java makes a whole number of it, and beyond all seconds.
    const ms = unit === 0 ? Math.trunc(number(value!) * SECOND) + 0 : Math.trunc(number(value!)) || 0
    return ms >= FIRST_MOMENT && ms <= LAST_MOMENT ? ms : null
  }
}

function convertZone(text: string, from: string, to: string, now: number): string | null {
  const instant = PLAIN.parse(text, lenientZone(from), now)
  return instant === undefined ? null : PLAIN.format(instant, lenientZone(to))
}

/** A number goes with a precision, a text with a pattern and a zone. */
function ofNumberOrText(definition: FunctionDefinition): FunctionDefinition {
  return {
    ...definition,
    resolve(call) {
      const [first, second] = call.args
      const mixed = first && second && isText(first.type) !== isText(second.type) && second.type.t !== 'NULL'
      if (
        first &&
        ((mixed && first.type.t !== 'NULL') || (call.args.length > 2 && !isText(first.type) && first.type.t !== 'NULL'))
      ) {
        const message = `${call.name} takes a number and a precision, or a text, a pattern and a zone.`
        return call.problem({ code: 'argument-type', message, span: call.span })
      }
      return definition.resolve(call)
    },
  }
}

/** A function of the clock alone. */
function clock(
  name: string,
  type: FieldType,
  words: { summary: string; zh: string; aliases?: string[]; example: string },
  read: (now: number, zone: Zone) => number,
): FunctionDefinition {
  return {
    name,
    ...(words.aliases && { aliases: words.aliases }),
    group: 'time',
    usage: name === 'NOW' ? 'NOW()' : name,
    summary: words.summary,
    zh: words.zh,
    examples: [[words.example, true]],
    strict: true,
    deterministic: false,
    resolve: (call) =>
      call.args.length === 0
        ? { args: [], type, nullable: false }
        : call.problem({ code: 'argument-count', message: `${name} takes no arguments.`, span: call.span }),
    bind:
      ({ environment }) =>
      () =>
        read(environment.now(), environment.zone),
    sql: () => (name === 'NOW' ? 'NOW()' : name),
  }
}

const FIELDS: [name: string, unit: string, english: string, chinese: string, example: string, value: number][] = [
  ['YEAR', 'YEAR', 'Year', '年', "YEAR(DATE '2024-05-17')", 2024],
  ['QUARTER', 'QUARTER', 'Quarter of the year, 1 to 4', '季度（1 至 4）', "QUARTER(DATE '2024-05-17')", 2],
  ['MONTH', 'MONTH', 'Month, 1 to 12', '月（1 至 12）', "MONTH(DATE '2024-05-17')", 5],
  ['WEEK', 'WEEK', 'Week of the year by ISO 8601', 'ISO 8601 周数', "WEEK(DATE '2021-01-01')", 53],
  ['DAYOFYEAR', 'DOY', 'Day of the year, 1 to 366', '年内第几天（1 至 366）', "DAYOFYEAR(DATE '2024-12-31')", 366],
  ['DAYOFMONTH', 'DAY', 'Day of the month, 1 to 31', '月内第几天（1 至 31）', "DAYOFMONTH(DATE '2024-05-17')", 17],
  ['DAYOFWEEK', 'DOW', 'Day of the week; Sunday is 1', '星期几（星期日为 1）', "DAYOFWEEK(DATE '2024-01-07')", 1],
  ['HOUR', 'HOUR', 'Hour, 0 to 23', '小时（0 至 23）', "HOUR(TIMESTAMP '2024-01-01 23:59:00')", 23],
  ['MINUTE', 'MINUTE', 'Minute, 0 to 59', '分钟（0 至 59）', "MINUTE(TIME '10:20:30')", 20],
  ['SECOND', 'SECOND', 'Second, 0 to 59', '秒（0 至 59）', "SECOND(TIME '10:20:30')", 30],
]

export const timeFunctions: readonly FunctionDefinition[] = [
  roundTo('FLOOR'),
  roundTo('CEIL'),
  extractor('EXTRACT', undefined, {
    summary:
      'A part of a date, time or interval: YEAR, QUARTER, MONTH, WEEK, DAY, DOY, DOW, HOUR, MINUTE, SECOND, MILLISECOND, EPOCH and others.',
    zh: '取日期、时间或间隔的某一部分，如 YEAR、MONTH、DAY、HOUR、MINUTE、SECOND、EPOCH 等。',
    examples: [
      ["EXTRACT(HOUR FROM TIMESTAMP '2024-02-29 13:45:59.987')", 13],
      ["EXTRACT(WEEK FROM DATE '2021-01-01')", 53],
    ],
  }),
  ...FIELDS.map(([name, unit, english, chinese, example, value]) =>
    extractor(name, unit, { summary: `${english}.`, zh: `${chinese}。`, examples: [[example, value]] }),
  ),
  timestampDifference,
  timestampAddition,
  intervalBetween,
  overlaps,
  withPattern(
    1,
    formatCheck,
    defineFunction({
      name: 'DATE_FORMAT',
      group: 'time',
      usage: 'DATE_FORMAT(time, pattern)',
      summary: "Writes a time by a pattern: yyyy-MM-dd'T'HH:mm:ss.SSS.",
      zh: "按格式输出时间，如 yyyy-MM-dd'T'HH:mm:ss.SSS。",
      examples: [
        ["DATE_FORMAT(TIMESTAMP '2024-01-07 13:02:03', 'EEE, d MMM yyyy')", 'Sun, 7 Jan 2024'],
        ["DATE_FORMAT(TIMESTAMP '2024-01-07 01:02:03.045', 'HH:mm:ss.SSS')", '01:02:03.045'],
      ],
      params: [param('time', OF_TIME_OR_TEXT), param('pattern', TEXT)],
      returns: STRING,
      nullable: 'always',
      fails: failsByPattern,
      bind: bindFormat,
    }),
  ),
  withPattern(
    1,
    simpleCheck,
    defineFunction({
      name: 'TO_DATE',
      group: 'time',
      usage: 'TO_DATE(text [, pattern])',
      summary: 'Reads a date; NULL when the text is none.',
      zh: '解析日期；无法解析时为 NULL。',
      examples: [
        ["TO_DATE('17/05/2024', 'dd/MM/yyyy')", '2024-05-17'],
        ["TO_DATE('2024-02-30')", null],
      ],
      params: [param('text', TEXT), param('pattern', TEXT, { optional: true })],
      returns: DATE,
      nullable: 'always',
      fails: failsByPattern,
      bind: bindToDate,
    }),
  ),
  withPattern(
    1,
    parseCheck,
    defineFunction({
      name: 'TO_TIMESTAMP',
      group: 'time',
      usage: 'TO_TIMESTAMP(text [, pattern])',
      summary: 'Reads a time stamp, by default of the form yyyy-MM-dd HH:mm:ss; NULL when the text is none.',
      zh: '解析时间戳，默认格式 yyyy-MM-dd HH:mm:ss；无法解析时为 NULL。',
      examples: [
        ["TO_TIMESTAMP('17.05.2024 10:20', 'dd.MM.yyyy HH:mm')", '2024-05-17T10:20:00.000'],
        ["TO_TIMESTAMP('garbage')", null],
      ],
      params: [param('text', TEXT), param('pattern', TEXT, { optional: true })],
      returns: timestamp(3),
      nullable: 'always',
      bind({ args }) {
        const parse = bindParse(args)
        return (text, given) => {
          const wall = parse(text as string, given)
          return wall === undefined || Number.isNaN(wall) ? null : wall
        }
      },
    }),
    'warning',
  ),
  ofNumberOrText(
    defineFunction({
      name: 'TO_TIMESTAMP_LTZ',
      untypedNull: true,
      group: 'time',
      usage: 'TO_TIMESTAMP_LTZ(epoch [, 0 | 3]) or TO_TIMESTAMP_LTZ(text [, pattern [, zone]])',
      summary: 'An instant from seconds (0) or milliseconds (3) since 1970, or from a text.',
      zh: '由 1970 年以来的秒数（0）、毫秒数（3）或文本得到时间点。',
      examples: [
        ['TO_TIMESTAMP_LTZ(1700000000, 0)', '2023-11-14T22:13:20.000Z'],
        ["TO_TIMESTAMP_LTZ('2024-01-01 00:00:00', 'yyyy-MM-dd HH:mm:ss', 'Asia/Shanghai')", '2023-12-31T16:00:00.000Z'],
      ],
      params: [
        param('epoch or text', {
          want: 'a number or text',
          accepts: (t) => isNumeric(t) || isText(t),
          to: (t) => (isInteger(t) ? BIGINT : t.t === 'FLOAT' ? { t: 'DOUBLE' } : t.t === 'NULL' ? STRING : t),
        }),
        param(
          'precision or pattern',
          {
            want: 'a whole number or text',
            accepts: (t) => isInteger(t) || isText(t),
            to: (t) => (t.t === 'NULL' ? STRING : t),
          },
          { optional: true },
        ),
        param('zone', TEXT, { optional: true }),
      ],
      returns: timestampLtz(3),
      nullable: 'always',
      fails: true,
      bind: bindToTimestampLtz,
    }),
  ),
  {
    ...withPattern(
      1,
      simpleCheck,
      defineFunction({
        name: 'UNIX_TIMESTAMP',
        group: 'time',
        usage: 'UNIX_TIMESTAMP([text [, pattern]])',
        summary: 'Seconds since 1970 of a text in the time zone of the pipeline, or of now.',
        zh: '文本（按管道时区）或当前时刻对应的 1970 年以来秒数。',
        examples: [["UNIX_TIMESTAMP('2024-05-17 10:20:30')", 1715941230]],
        params: [param('text', TEXT, { optional: true }), param('pattern', TEXT, { optional: true })],
        returns: BIGINT,
        fails: failsByPattern,
        bind: bindUnixTimestamp,
      }),
    ),
  },
  withPattern(
    1,
    simpleCheck,
    defineFunction({
      name: 'FROM_UNIXTIME',
      group: 'time',
      usage: 'FROM_UNIXTIME(seconds [, pattern])',
      summary: 'Writes seconds since 1970 in the time zone of the pipeline.',
      zh: '将 1970 年以来的秒数按管道时区格式化输出。',
      examples: [["FROM_UNIXTIME(1700000000, 'yyyy/MM/dd HH')", '2023/11/14 22']],
      params: [param('seconds', WHOLE_LONG), param('pattern', TEXT, { optional: true })],
      returns: STRING,
      nullable: 'always',
      fails: failsByPattern,
      bind({ args, environment }) {
        const pattern = requiredPattern(args[1], simplePattern)
        const zone = olderZone(environment.zone)
        return (seconds, given) => pattern(given).format(Number(seconds) * SECOND, zone)
      },
    }),
  ),
  defineFunction({
    name: 'CONVERT_TZ',
    group: 'time',
    usage: 'CONVERT_TZ(text, from, to)',
    summary: 'A wall-clock time of one zone as that of another.',
    zh: '将一个时区的时间文本换算为另一时区的时间文本。',
    examples: [["CONVERT_TZ('1970-01-01 00:00:00', 'UTC', 'America/Los_Angeles')", '1969-12-31 16:00:00']],
    params: [param('text', TEXT), param('from', TEXT), param('to', TEXT)],
    returns: STRING,
    nullable: 'always',
    bind:
      ({ environment }) =>
      (text, from, to) =>
        convertZone(text as string, from as string, to as string, environment.now()),
  }),
  clock(
    'NOW',
    timestampLtz(3),
    {
      aliases: ['CURRENT_TIMESTAMP', 'CURRENT_ROW_TIMESTAMP'],
      summary: 'This moment.',
      zh: '当前时刻。',
      example: 'EXTRACT(YEAR FROM NOW()) > 2000',
    },
    (now) => now,
  ),
  clock(
    'LOCALTIMESTAMP',
    timestamp(3),
    {
      summary: 'This moment on the wall clock of the pipeline’s zone.',
      zh: '管道时区的当前时间。',
      example: "LOCALTIMESTAMP > TIMESTAMP '2000-01-01 00:00:00'",
    },
    toWallClock,
  ),
  clock(
    'CURRENT_DATE',
    DATE,
    {
      summary: 'Today in the pipeline’s zone.',
      zh: '管道时区的今天。',
      example: "CURRENT_DATE > DATE '2000-01-01'",
    },
    (now, zone) => floorDiv(toWallClock(now, zone), DAY),
  ),
  clock(
    'LOCALTIME',
    TIME,
    {
      aliases: ['CURRENT_TIME'],
      summary: 'The time of day in the pipeline’s zone.',
      zh: '管道时区的当前时刻。',
      example: "LOCALTIME >= TIME '00:00:00'",
    },
    (now, zone) => floorDiv(floorMod(toWallClock(now, zone), DAY), SECOND) * SECOND,
  ),
]
