/** A piece of a sentence: plain, `code`, or the *name* of something on the palette. */
export interface ProsePart {
  readonly kind: 'plain' | 'code' | 'name'
  readonly text: string
}

/** A sentence in its pieces; a mark without its partner stands for itself. */
export function proseParts(sentence: string): ProsePart[] {
  const parts: ProsePart[] = []
  let from = 0
  for (const { index, 0: whole, 1: code, 2: name } of sentence.matchAll(/`([^`]+)`|(?<![\w*])\*([A-Z][^*]*)\*/g)) {
    if (index > from) parts.push({ kind: 'plain', text: sentence.slice(from, index) })
    parts.push(code === undefined ? { kind: 'name', text: name! } : { kind: 'code', text: code })
    from = index + whole.length
  }
  if (from < sentence.length) parts.push({ kind: 'plain', text: sentence.slice(from) })
  return parts
}
