import type { Session } from '../security/sessions.ts'
import type { Services } from '../services.ts'

/** A browser's end of a subscription, as far as slowness is concerned. */
export interface Socket {
  /** Bytes that it has not taken yet. */
  readonly bufferedAmount: number
}

/** Who asks, and over what. */
export interface Context {
  services: Services
  session: Session | undefined
  /** Subscriptions need one; it is absent for plain requests. */
  socket: Socket | undefined
}
