/** Times as texts: written and read, by a pattern or in the form of SQL. */
import type { TExpr } from '../../syntax/expr.ts'
import { DAY, floorDiv } from '../../time/calendar.ts'
import { timePattern } from '../../time/pattern.ts'
import { simplePattern } from '../../time/simplePattern.ts'
import { parseDateText, parseTimestampWith, readTimestamp } from '../../time/text.ts'
import { UTC } from '../../time/zone.ts'
import { lenientZone } from '../../time/zoneNames.ts'
import { DATE, isText, isTimestamp, STRING, timestamp } from '../../types.ts'
import type { Value } from '../../value.ts'
import {
  type Accepts,
  DataError,
  defineFunction,
  type Environment,
  type Evaluate,
  type FunctionDefinition,
  type Site,
} from '../definition.ts'
import { param, TEXT } from '../params.ts'
import {
  failsByPattern,
  formatCheck,
  NO_ZONE,
  PLAIN,
  parseCheck,
  patternOf,
  requiredPattern,
  simpleCheck,
  withPattern,
} from './patterns.ts'
import { wallClockOf } from './wallClock.ts'

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
export function bindParse(args: readonly TExpr[]): (text: string, given: Value | undefined) => number | undefined {
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

function convertZone(text: string, from: string, to: string, now: number): string | null {
  const instant = PLAIN.parse(text, lenientZone(from), now)
  return instant === undefined ? null : PLAIN.format(instant, lenientZone(to))
}

export const dateFormat: FunctionDefinition = withPattern(
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
)

export const toDate: FunctionDefinition = withPattern(
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
)

export const toTimestamp: FunctionDefinition = withPattern(
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
)

export const convertTimeZone: FunctionDefinition = defineFunction({
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
})
