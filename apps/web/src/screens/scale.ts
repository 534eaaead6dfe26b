/** Round values for so many lines at most across a chart, between its lowest and its highest value. */
export function roundValues(low: number, high: number, most: number): number[] {
  const least = (high - low) / most
  if (!(least > 0) || !Number.isFinite(least)) return []
  const power = 10 ** Math.floor(Math.log10(least))
  const step = [1, 2, 5, 10].map((of) => of * power).find((size) => size >= least * 0.999)!
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step).filter((at) => at !== 0)
}
