import { getTRPCErrorFromUnknown, initTRPC, TRPCError } from '@trpc/server'
import { OWNER, type Right } from '../security/rights.ts'
import type { Context } from './context.ts'
import { asTrpcError, shownError } from './errors.ts'
import { checkShape } from './shape.ts'

export interface Meta {
  right: Right
}

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    isDev: false,
    errorFormatter({ shape, error, ctx }) {
      const { message, problem } = shownError(error, (detail) => ctx?.services.trouble(detail))
      const { code, httpStatus, path } = shape.data
      return { code: shape.code, message, data: { code, httpStatus, path: path ?? null, problem } }
    },
  })

export const { router } = t

/**
 * A procedure for whoever has a right. There is no other way to make one, so none can be open by mistake.
 *
 * The session is looked up at every call, on sockets too: one that has ended is of no use from then on.
 */
export const procedure = (right: Right) =>
  t.procedure.meta({ right }).use(async ({ ctx, type, getRawInput, next }) => {
    const session = ctx.session && (await ctx.services.sessions.findByHash(ctx.session.hash))
    if (!session) throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Open the link that the runner printed.' })
    if (!OWNER.has(right)) throw new TRPCError({ code: 'FORBIDDEN', message: 'You may not do this.' })
    if (type === 'subscription' && !ctx.socket)
      throw new TRPCError({ code: 'METHOD_NOT_SUPPORTED', message: 'Subscribe over a WebSocket.' })
    checkShape(await getRawInput())
    const result = await next({ ctx: { ...ctx, session } })
    if (!result.ok) throw asTrpcError(result.error)
    if (type === 'subscription') result.data = explained(result.data as AsyncIterable<unknown>)
    return result
  })

/** What a subscription throws on the way is explained as well. */
async function* explained(values: AsyncIterable<unknown>): AsyncGenerator<unknown, void> {
  try {
    yield* values
  } catch (problem) {
    throw asTrpcError(getTRPCErrorFromUnknown(problem))
  }
}
