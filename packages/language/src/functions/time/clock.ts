/** What the clock shows: no arguments, and another value on every row. */
import { DAY, floorDiv, floorMod, SECOND } from '../../time/calendar.ts'
import { toWallClock, type Zone } from '../../time/zone.ts'
import { DATE, type FieldType, TIME, timestamp, timestampLtz } from '../../types.ts'
import type { FunctionDefinition } from '../definition.ts'

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

export const clockFunctions: readonly FunctionDefinition[] = [
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
