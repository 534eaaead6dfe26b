/** The sentences about problems that stand in source code. For the rule that each of them has a 中文. */
import { parseAst } from 'vite'

interface Syntax {
  type: string
  start: number
  end: number
  [part: string]: unknown
}

/** What stands in place of a value that is known only when the program runs. */
export const SOME = '¤'

/** What is read in English by those who write programs, or is translated elsewhere: help, and mistakes of ours. */
const OTHER_TEXTS = ['summary', 'description', 'title', 'texts', 'words', 'help', 'examples', 'zh', 'beyondFlink']
const OTHER_CALLS = ['describe']
const OTHER_CLASSES = ['Error', 'RangeError', 'TypeError', 'RegExp', 'Set']

/** A text with the branches that were taken to it. */
interface Reading {
  text: string
  branches: Readonly<Record<string, boolean>>
}

/** Sentences, and all that is called a message or a hint. */
export function sentencesOf(code: string): string[] {
  const program = parseAst(code, { lang: 'ts' }) as unknown as Syntax
  const constants = new Map<string, Syntax>()
  const found = new Set<string>()
  visit(program, (node) => {
    if (node.type === 'VariableDeclarator' && isText(node.init)) constants.set(nameOf(node.id), node.init as Syntax)
    return true
  })
  visit(program, (node) => {
    const called = nameOf(node.type === 'Property' ? node.key : node.type === 'VariableDeclarator' ? node.id : null)
    if (node.type === 'Property' && OTHER_TEXTS.includes(called)) return false
    if (node.type === 'VariableDeclarator' && OTHER_TEXTS.includes(called)) return false
    if (node.type === 'NewExpression' && OTHER_CLASSES.includes(nameOf(node.callee))) return false
    if (/^(Import|TS)/.test(node.type) && node.type !== 'TSAsExpression') return false
    if (node.type === 'CallExpression' && OTHER_CALLS.includes(nameOf((node.callee as Syntax).property))) {
      visitAll((node.callee as Syntax).object)
      return false
    }
    const value = node.type === 'Property' ? node.value : node.type === 'VariableDeclarator' ? node.init : null
    if (['message', 'hint'].includes(called) && isText(value)) take(value as Syntax, () => true)
    if (!isText(node)) return true
    take(node, (text) => /[.?]$/.test(text))
    return false
  })
  return [...found]

  function visitAll(part: unknown): void {
    for (const text of sentencesOf(code.slice((part as Syntax).start, (part as Syntax).end))) found.add(text)
  }

  function take(node: Syntax, wanted: (text: string) => boolean): void {
    for (const { text } of readings(node)) {
      const sentence = text.trim()
      if (/[a-z]{2} |[a-z]{2} ?[¤`]/.test(sentence) && !sentence.includes('\n') && wanted(sentence)) found.add(sentence)
    }
  }

  function readings(node: Syntax): Reading[] {
    switch (node.type) {
      case 'Literal':
        return [{ text: node.value as string, branches: {} }]
      case 'TemplateLiteral': {
        const quasis = (node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked)
        return (node.expressions as Syntax[]).reduce<Reading[]>(
          (before, part, i) => joined(joined(before, readings(part)), [{ text: quasis[i + 1]!, branches: {} }]),
          [{ text: quasis[0]!, branches: {} }],
        )
      }
      case 'BinaryExpression':
        if (!isText(node)) break
        return joined(readings(node.left as Syntax), readings(node.right as Syntax))
      case 'ConditionalExpression': {
        if (!isText(node)) break
        const { start, end } = node.test as Syntax
        const branch = (part: unknown, taken: boolean) =>
          joined([{ text: '', branches: { [code.slice(start, end)]: taken } }], readings(part as Syntax))
        return [...branch(node.consequent, true), ...branch(node.alternate, false)]
      }
      case 'Identifier': {
        const constant = constants.get(nameOf(node))
        if (constant?.type === 'Literal') return readings(constant)
      }
    }
    return [{ text: SOME, branches: {} }]
  }
}

/** Everything of the one before everything of the other, where both took the same branches. */
const joined = (left: readonly Reading[], right: readonly Reading[]): Reading[] =>
  left.flatMap((a) =>
    right
      .filter((b) => Object.entries(b.branches).every(([test, taken]) => (a.branches[test] ?? taken) === taken))
      .map((b) => ({ text: a.text + b.text, branches: { ...a.branches, ...b.branches } })),
  )

/** Whether it is written text, at least in one of its branches. */
function isText(node: unknown): boolean {
  const { type, value, operator, left, right, consequent, alternate } = (node ?? {}) as Syntax
  if (type === 'Literal') return typeof value === 'string'
  if (type === 'BinaryExpression') return operator === '+' && (isText(left) || isText(right))
  if (type === 'ConditionalExpression') return isText(consequent) || isText(alternate)
  return type === 'TemplateLiteral'
}

const nameOf = (node: unknown): string => {
  const { name, value } = (node ?? {}) as { name?: unknown; value?: unknown }
  return String(name ?? value ?? '')
}

/** Visits a tree from above; a visitor that returns false keeps it from going deeper. */
function visit(node: Syntax, enter: (node: Syntax) => boolean): void {
  if (!enter(node)) return
  for (const part of Object.values(node).flat())
    if (typeof part === 'object' && part !== null && 'type' in part) visit(part as Syntax, enter)
}
