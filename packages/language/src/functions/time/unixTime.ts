/** Seconds since 1970. */
import { floorDiv, SECOND } from '../../time/calendar.ts'
import { simplePattern } from '../../time/simplePattern.ts'
import { olderZone } from '../../time/zoneNames.ts'
import { BIGINT, STRING } from '../../types.ts'
import { defineFunction, type Evaluate, type FunctionDefinition, type Site } from '../definition.ts'
import { param, TEXT, WHOLE_LONG } from '../params.ts'
import { failsByPattern, requiredPattern, simpleCheck, withPattern } from './patterns.ts'

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

export const unixTimeFunctions: readonly FunctionDefinition[] = [
  withPattern(
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
      // Without a text it reads the clock.
      deterministic: false,
      fails: failsByPattern,
      bind: bindUnixTimestamp,
    }),
  ),
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
]
