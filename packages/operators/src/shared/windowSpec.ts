import type { WindowConfig, WindowSpec } from '@millrace/algebra'

/** A configured window as the plan has it. */
export function windowSpec(window: WindowConfig): WindowSpec {
  const { type, ...rest } = window
  return { kind: type, ...rest } as WindowSpec
}
