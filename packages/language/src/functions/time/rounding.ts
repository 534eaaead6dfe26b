/** FLOOR and CEIL: of numbers to whole ones, of times to a unit. */
import type { Generator } from '../../generate/generator.ts'
import type { Register } from '../../generate/register.ts'
import type { TCall } from '../../syntax/expr.ts'
import { DAY, SECOND } from '../../time/calendar.ts'
import { ceilDays, ceilTo, floorDays, floorTo, ROUNDING_UNITS } from '../../time/units.ts'
import type { Zone } from '../../time/zone.ts'
import { olderZone } from '../../time/zoneNames.ts'
import { type FieldType, formatType, INT, isNumeric, isTime, timestamp } from '../../types.ts'
import { type CallSite, type Evaluate, type FunctionDefinition, nullWithoutType } from '../definition.ts'
import { bindWhole, generateWhole, wholeNumberType } from '../math.ts'
import { constantText } from '../params.ts'
import { unitFits } from './units.ts'
import { fromWallClock, wallClockOf } from './wallClock.ts'

/** Whether times are rounded to a unit; says so when not. */
function roundsTo(call: CallSite, unit: string): boolean {
  if (ROUNDING_UNITS.has(unit)) return true
  const hint = `Units: ${[...ROUNDING_UNITS].join(', ')}.`
  call.problem({ code: 'unit-not-in-type', message: `A time is not rounded to ${unit}.`, hint, span: call.span })
  return false
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

export const roundingFunctions: readonly FunctionDefinition[] = [roundTo('FLOOR'), roundTo('CEIL')]
