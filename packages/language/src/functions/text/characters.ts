/** Characters of texts: code points, which are one or two UTF-16 units. */

/** Characters of the longest text that is made; the row fails rather than the process. */
export const MAX_TEXT = 100_000_000

/** Whether UTF-16 units and code points are the same here. */
export const isPlain = (value: string) => !/[\ud800-\udfff]/.test(value)
export const points = (value: string): readonly string[] | string => (isPlain(value) ? value : [...value])
export const join = (value: readonly string[] | string): string => (typeof value === 'string' ? value : value.join(''))
export const lengthOf = (value: string) => (isPlain(value) ? value.length : [...value].length)
export const reversed = (value: string) => [...value].reverse().join('')
