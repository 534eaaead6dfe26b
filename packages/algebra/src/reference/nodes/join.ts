import { intervalJoin } from './join/interval.ts'
import type { JoinContext } from './join/pairs.ts'
import { regularJoin } from './join/regular.ts'
import { versionJoin } from './join/version.ts'
import { windowJoin } from './join/window.ts'
import type { Node } from './node.ts'

export function join(context: JoinContext): Node {
  switch (context.node.op.within?.kind) {
    case undefined:
      return regularJoin(context)
    case 'interval':
      return intervalJoin(context)
    case 'window':
      return windowJoin(context)
    case 'version':
      return versionJoin(context)
  }
}
