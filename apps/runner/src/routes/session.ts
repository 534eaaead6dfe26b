import { OWNER } from '../security/rights.ts'
import { procedure, router } from './trpc.ts'

export const sessionRoutes = router({
  /** Who this is, and what they may do. Answers UNAUTHORIZED to whoever has no session. */
  me: procedure('view').query(({ ctx }) => ({ name: 'owner', rights: [...OWNER], endsAt: ctx.session.endsAt })),

  /** Ends the session and closes its sockets. */
  logout: procedure('view').mutation(async ({ ctx }) => {
    await ctx.services.sessions.end(ctx.session)
    return null
  }),
})
