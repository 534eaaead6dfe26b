/** Binding powers as in Calcite's operator table. */
export const POWER = {
  OR: 22,
  AND: 24,
  NOT: 26,
  IS: 28,
  COMPARE: 30,
  RANGE: 32,
  ADD: 40,
  MULTIPLY: 60,
  UNARY: 80,
}
