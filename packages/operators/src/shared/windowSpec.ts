import type {
  AlignedWindow,
  Evictor,
  EvictorConfig,
  Located,
  SessionWindow,
  Trigger,
  TriggerConfig,
  WindowConfig,
} from '@millrace/algebra'

/** A configured window as the plan has it. */
export function windowSpec(window: WindowConfig): AlignedWindow | SessionWindow {
  if (window.type === 'session') return { kind: 'session', gap: window.gap }
  const { type, ...rest } = window
  return { kind: type, ...rest } as AlignedWindow
}

/** The fields that form sessions: the window's own, or those of the node. */
export const sessionKey = (window: WindowConfig, keyBy: readonly Located[]): readonly Located[] =>
  (window.type === 'session' && window.keyBy) || keyBy

/** A configured trigger as the plan has it. */
export function triggerOf(trigger: TriggerConfig | undefined): Trigger | undefined {
  if (trigger === undefined) return undefined
  const { type, ...rest } = trigger
  return { kind: type, atEnd: true, ...rest } as Trigger
}

/** A configured evictor as the plan has it. */
export function evictorOf(evictor: EvictorConfig | undefined): Evictor | undefined {
  if (evictor === undefined) return undefined
  const { type, ...rest } = evictor
  return { kind: type, ...rest } as Evictor
}
