/**
 * The only place where text becomes code.
 *
 * The text is put together from our own fragments, numbers and fresh names; whatever a user wrote comes in by the table `K`.
 */
export function compile<F>(parameters: readonly string[], body: string, constants: readonly unknown[]): F {
  const create = new Function('K', `'use strict'\nreturn (${parameters.join(', ')}) => {\n${body}\n}`)
  return create(constants) as F
}
