/** The text of a floating-point number as java.lang.Double.toString writes it: `1.0`, `1.0E10`, `1.0E-5`, `Infinity`. */
export function formatDouble(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const size = Math.abs(value)
  return size >= 1e-3 && size < 1e7 ? plain(value) : scientific(value)
}

/** The shortest text that reads back as the same 32-bit float. */
export function formatFloat(value: number): string {
  if (!Number.isFinite(value) || value === 0) return formatDouble(value)
  for (let digits = 1; digits <= 9; digits++) {
    const shortened = Number(value.toPrecision(digits))
    if (Math.fround(shortened) === value) return formatDouble(shortened)
  }
  return formatDouble(value)
}

function plain(value: number): string {
  const text = String(value)
  return text.includes('.') ? text : `${text}.0`
}

function scientific(value: number): string {
  const [mantissa, exponent] = value.toExponential().split('e') as [string, string]
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${Number(exponent)}`
}
