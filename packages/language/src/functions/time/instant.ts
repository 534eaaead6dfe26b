/** TO_TIMESTAMP_LTZ: an instant from a number or a text. */
import { doubleOfDecimal } from '../../numbers/decimal.ts'
import type { Int } from '../../numbers/integer.ts'
import { SECOND } from '../../time/calendar.ts'
import { toInstant, UTC, zoneOf } from '../../time/zone.ts'
import { BIGINT, isInteger, isNumeric, isText, STRING, timestampLtz } from '../../types.ts'
import type { Value } from '../../value.ts'
import { DataError, defineFunction, type Evaluate, type FunctionDefinition, type Site } from '../definition.ts'
import { param, TEXT } from '../params.ts'
import { bindParse } from './text.ts'

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

export const toTimestampLtz: FunctionDefinition = ofNumberOrText(
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
)
