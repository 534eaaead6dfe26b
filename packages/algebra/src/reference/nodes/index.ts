import type { Primitive } from '../../plan.ts'
import { assign } from './assign.ts'
import { calc } from './calc.ts'
import { call } from './call.ts'
import { changelog } from './changelog.ts'

import { deduplicate } from './deduplicate.ts'
import { group } from './group.ts'
import { join } from './join.ts'
import type { Node, Of } from './node.ts'
import { over } from './over.ts'
import { parse } from './parse.ts'
import { rank } from './rank.ts'
import { sink } from './sink.ts'
import { sort } from './sort.ts'
import { time } from './time.ts'
import { union } from './union.ts'
import { unnest } from './unnest.ts'
import { window } from './window.ts'

/** The naive form of every primitive; one without it does not compile. */
export const creators: { [Op in Exclude<Primitive['op'], 'source'>]: (context: Of<Op>) => Node } = {
  calc,
  union,
  time,
  unnest,
  parse,
  changelog,
  assign,
  window,
  group,
  rank,
  deduplicate,
  over,
  sort,
  join,
  call,
  sink,
}
