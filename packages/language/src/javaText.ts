/** What Java makes of text where JavaScript differs. */

/** Without characters up to the blank at both ends; other white space stays. */
export function javaTrim(text: string): string {
  let from = 0
  let to = text.length
  while (from < to && text.charCodeAt(from) <= 32) from++
  while (to > from && text.charCodeAt(to - 1) <= 32) to--
  return text.slice(from, to)
}

/** Half of a character of two units, left over by a cut, is written as a question mark. */
export const wellFormed = (text: string): string => (text.isWellFormed() ? text : text.replace(LONE, '?'))

const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** Decimal digits of any script as those of ASCII. */
export function asciiDigits(text: string): string {
  return text.replace(/(?![0-9])\p{Nd}/gu, (digit) => String(digitValue(digit.codePointAt(0)!)))
}

/** Digits of a script stand in tens whose first is the one without a digit before it. */
function digitValue(point: number): number {
  let value = 0
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(point - value - 1))) value++
  return value
}
