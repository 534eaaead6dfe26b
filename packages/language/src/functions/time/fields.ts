/** EXTRACT and its short forms: one field of a time or an interval. */
import type { Register } from '../../generate/register.ts'
import type { TCall, TExpr } from '../../syntax/expr.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../time/calendar.ts'
import { extract } from '../../time/units.ts'
import type { Zone } from '../../time/zone.ts'
import { olderZone } from '../../time/zoneNames.ts'
import { BIGINT, type FieldType, isInterval, isTime } from '../../types.ts'
import { type Accepts, defineFunction, type Evaluate, type FunctionDefinition } from '../definition.ts'
import { ANYTHING, param } from '../params.ts'
import { unitFits, unitOf } from './units.ts'
import { wallClockOf } from './wallClock.ts'

const OF_TIME_OR_INTERVAL: Accepts = { want: 'a date, time or interval', accepts: (t) => isTime(t) || isInterval(t) }

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

export const fieldFunctions: readonly FunctionDefinition[] = [
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
]
