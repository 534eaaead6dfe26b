/** Following paths through JSON. */
import { formatDouble } from '../numbers/doubleText.ts'
import {
  type Filter,
  isDefinite,
  type JsonPath,
  type Operand,
  type Operator,
  type PathFunction,
  type Step,
} from './step.ts'
import { isScalar, JsonNumber, type JsonTree } from './tree.ts'

/** Nothing is where the path leads, or it leads through something that is no object or array. */
export class PathNotFound extends Error {}

/** A function in a path has nothing to work on. */
export class PathFailed extends Error {}

/** Values that a path visits at the most: several `..` behind one another multiply them. */
const MOST_VISITS = 1_000_000

interface Run {
  root: JsonTree
  /** What is missing is passed over rather than an error. */
  lax: boolean
  /** How many more values the path and those in its filters may visit. */
  visits: { left: number }
}

interface Context extends Run {
  found: JsonTree[]
}

/**
 * What a path leads to: one value for a definite path, an array of all for another.
 *
 * Throws `PathNotFound` and `PathFailed`; in lax mode null stands for what is not there.
 */
export function select(path: JsonPath, root: JsonTree, lax: boolean): JsonTree {
  return selectFrom(path, root, { root, lax, visits: { left: MOST_VISITS } })
}

function selectFrom(path: JsonPath, item: JsonTree, { root, lax, visits }: Run): JsonTree {
  const context: Context = { root, lax, visits, found: [] }
  follow(path.steps, 0, item, context)
  if (!path.definite) return context.found
  if (context.found.length > 0) return context.found.at(-1)!
  if (lax) return null
  throw new PathNotFound('Nothing is where the path leads.')
}

const upstreamDefinite = (steps: readonly Step[], at: number) =>
  steps.slice(0, at).every((step, i) => isDefinite(step, i, steps))

const isObject = (tree: JsonTree): tree is ReadonlyMap<string, JsonTree> => tree instanceof Map
const isArray = (tree: JsonTree): tree is readonly JsonTree[] => Array.isArray(tree)

function visit({ visits }: Context): void {
  if (--visits.left < 0) throw new PathFailed(`The path visits more than ${MOST_VISITS} values.`)
}

function follow(steps: readonly Step[], at: number, model: JsonTree, context: Context): void {
  visit(context)
  const step = steps[at]
  if (step === undefined) {
    context.found.push(model)
    return
  }
  switch (step.k) {
    case 'members':
      return followMembers(steps, at, step.names, model, context)
    case 'indexes':
      if (arrayHere(steps, at, model, context)) for (const i of step.at) followIndex(steps, at, i, model, context)
      return
    case 'slice':
      if (arrayHere(steps, at, model, context))
        for (const i of sliceIndexes(step, model.length)) followIndex(steps, at, i, model, context)
      return
    case 'every':
      return followEvery(steps, at, model, context)
    case 'deep':
      return descend(steps, at + 1, model, context)
    case 'where':
      return followWhere(steps, at, step.filter, model, context)
    case 'function':
      return follow(steps, at + 1, applyFunction(step.name, model), context)
  }
}

function followMembers(
  steps: readonly Step[],
  at: number,
  names: readonly string[],
  model: JsonTree,
  context: Context,
): void {
  const leaf = at === steps.length - 1
  if (!isObject(model)) {
    if (context.lax || !upstreamDefinite(steps, at)) return
    throw new PathNotFound(`There is no object with ${names[0]}.`)
  }
  if (leaf && names.length > 1) {
    context.found.push(new Map(names.filter((name) => model.has(name)).map((name) => [name, model.get(name)!])))
    return
  }
  for (const name of names) {
    const value = model.get(name)
    if (value !== undefined) follow(steps, at + 1, value, context)
    else if (!leaf && names.length === 1 && !context.lax && upstreamDefinite(steps, at))
      throw new PathNotFound(`${name} is missing.`)
  }
}

function arrayHere(
  steps: readonly Step[],
  at: number,
  model: JsonTree,
  context: Context,
): model is readonly JsonTree[] {
  if (isArray(model)) return true
  if (context.lax || !upstreamDefinite(steps, at)) return false
  throw new PathNotFound('A position needs an array.')
}

function followIndex(steps: readonly Step[], at: number, index: number, model: JsonTree, context: Context): void {
  const value = (model as readonly JsonTree[])[index < 0 ? (model as readonly JsonTree[]).length + index : index]
  if (value !== undefined) follow(steps, at + 1, value, context)
}

function sliceIndexes({ from, to }: Extract<Step, { k: 'slice' }>, length: number): number[] {
  const first = to === undefined ? Math.max(0, from! < 0 ? length + from! : from!) : (from ?? 0)
  const end = Math.min(length, to === undefined ? length : from === undefined && to < 0 ? length + to : to)
  return Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i)
}

function followEvery(steps: readonly Step[], at: number, model: JsonTree, context: Context): void {
  if (isObject(model)) for (const value of model.values()) follow(steps, at + 1, value, context)
  if (!isArray(model)) return
  for (const value of model) {
    try {
      follow(steps, at + 1, value, context)
    } catch (problem) {
      if (!(problem instanceof PathNotFound)) throw problem
    }
  }
}

function followWhere(steps: readonly Step[], at: number, filter: Filter, model: JsonTree, context: Context): void {
  if (isObject(model)) {
    if (passes(filter, model, context)) follow(steps, at + 1, model, context)
  } else if (isArray(model)) {
    for (const item of model) if (passes(filter, item, context)) follow(steps, at + 1, item, context)
  } else if (upstreamDefinite(steps, at)) throw new PathNotFound('A filter needs an array or an object.')
}

/** The step behind `..` at a value and at everything below it. */
function descend(steps: readonly Step[], at: number, model: JsonTree, context: Context): void {
  visit(context)
  if (isScalar(model)) return
  const step = steps[at]!
  if (wanted(step, model, context)) {
    if (isArray(model) && at < steps.length - 1) for (const item of model) follow(steps, at + 1, item, context)
    else follow(steps, at, model, context)
  }
  for (const value of isObject(model) ? model.values() : model) descend(steps, at, value, context)
}

function wanted(step: Step, model: JsonTree, context: Context): boolean {
  switch (step.k) {
    case 'members':
      return isObject(model) && step.names.every((name) => model.has(name))
    case 'indexes':
    case 'slice':
      return isArray(model)
    case 'where':
      return passes(step.filter, model, context)
    default:
      return step.k === 'every'
  }
}

const numbersIn = (model: JsonTree) =>
  isArray(model) ? model.filter((item) => item instanceof JsonNumber).map(({ text }) => Number(text)) : []

function applyFunction(name: PathFunction, model: JsonTree): JsonTree {
  if (name === 'length' || name === 'size') {
    if (isArray(model)) return new JsonNumber(String(model.length), true)
    return isObject(model) ? new JsonNumber(String(model.size), true) : null
  }
  if (name === 'keys') return isObject(model) ? [...model.keys()] : null
  if (name === 'concat') return isArray(model) ? model.filter((item) => typeof item === 'string').join('') : ''
  const numbers = numbersIn(model)
  if (numbers.length === 0) throw new PathFailed(`${name}() needs numbers.`)
  return new JsonNumber(formatDouble(aggregate(name, numbers)), false)
}

function aggregate(name: PathFunction, numbers: readonly number[]): number {
  const sum = numbers.reduce((a, b) => a + b, 0)
  switch (name) {
    case 'sum':
      return sum
    case 'avg':
      return sum / numbers.length
    case 'min':
      return numbers.reduce((a, b) => Math.min(a, b))
    case 'max':
      return numbers.reduce((a, b) => Math.max(a, b), Number.MIN_VALUE)
    default: {
      const squares = numbers.reduce((a, b) => a + b * b, 0)
      return Math.sqrt(squares / numbers.length - (sum * sum) / numbers.length / numbers.length)
    }
  }
}

function passes(filter: Filter, item: JsonTree, context: Context): boolean {
  visit(context)
  switch (filter.k) {
    case 'and':
      return filter.parts.every((part) => passes(part, item, context))
    case 'or':
      return filter.parts.some((part) => passes(part, item, context))
    case 'not':
      return !passes(filter.part, item, context)
    case 'exists':
      return exists(filter.path, item, context) === filter.wanted
    case 'compare':
      return compares(filter.operator, operand(filter.left, item, context), operand(filter.right, item, context))
  }
}

function exists(path: JsonPath, item: JsonTree, { root, visits }: Context): boolean {
  try {
    selectFrom(path, path.fromRoot ? root : item, { root, lax: false, visits })
    return true
  } catch (problem) {
    if (problem instanceof PathNotFound) return false
    throw problem
  }
}

type Known = JsonTree | { matches(text: string): boolean }

/** Undefined for what is not there. */
function operand(operand: Operand, item: JsonTree, run: Run): Known | undefined {
  if (operand.k === 'literal') return operand.value
  if (operand.k === 'pattern') return operand.pattern
  try {
    return selectFrom(operand.path, operand.path.fromRoot ? run.root : item, run)
  } catch (problem) {
    if (problem instanceof PathNotFound) return undefined
    throw problem
  }
}

const isPattern = (value: Known | undefined): value is { matches(text: string): boolean } =>
  typeof value === 'object' && value !== null && 'matches' in value

function compares(operator: Operator, left: Known | undefined, right: Known | undefined): boolean {
  if (operator === '=~') {
    if (isPattern(left) === isPattern(right)) return false
    const [pattern, other] = isPattern(left) ? [left, right] : [right as { matches(text: string): boolean }, left]
    return pattern.matches(textToMatch(other as JsonTree | undefined))
  }
  if (isPattern(left) || isPattern(right)) return operator === '!=' || operator === '!=='
  switch (operator) {
    case '==':
      return equal(left, right)
    case '!=':
      return !equal(left, right)
    case '===':
      return kindOf(left) === kindOf(right) && equal(left, right)
    case '!==':
      return !(kindOf(left) === kindOf(right) && equal(left, right))
    case '<':
      return ordered(left, right, (order) => order < 0)
    case '<=':
      return ordered(left, right, (order) => order <= 0)
    case '>':
      return ordered(left, right, (order) => order > 0)
    case '>=':
      return ordered(left, right, (order) => order >= 0)
    default:
      return comparesLists(operator, left, right)
  }
}

function comparesLists(operator: Operator, left: JsonTree | undefined, right: JsonTree | undefined): boolean {
  switch (operator) {
    case 'in':
      return contains(right, left)
    case 'nin':
      return !contains(right, left)
    case 'contains':
      if (typeof left === 'string' && typeof right === 'string') return left.includes(right)
      return contains(left, right)
    case 'size':
      return right instanceof JsonNumber && sizeOf(left) === Math.trunc(Number(right.text))
    case 'empty':
      return (typeof left === 'string' || !isScalar(left ?? null)) && (sizeOf(left) === 0) === (right === true)
    default: {
      if (!isArray(left ?? null) || !isArray(right ?? null)) return false
      const members = left as readonly JsonTree[]
      if (operator === 'subsetof') return members.every((member) => contains(right, member))
      return members.some((member) => contains(right, member)) === (operator === 'anyof')
    }
  }
}

const contains = (list: JsonTree | undefined, value: JsonTree | undefined): boolean =>
  isArray(list ?? null) && (list as readonly JsonTree[]).some((member) => equal(member, value))

const sizeOf = (value: JsonTree | undefined): number => {
  if (typeof value === 'string' || isArray(value ?? null)) return (value as string | readonly JsonTree[]).length
  return isObject(value ?? null) ? (value as ReadonlyMap<string, JsonTree>).size : -1
}

const textToMatch = (value: JsonTree | undefined): string =>
  typeof value === 'string' || typeof value === 'boolean'
    ? String(value)
    : value instanceof JsonNumber
      ? value.text
      : ''

const kindOf = (value: JsonTree | undefined) =>
  value instanceof JsonNumber ? 'number' : value === null ? 'null' : typeof value

/** A text and a number are equal when they read the same; what is missing equals nothing. */
function equal(a: JsonTree | undefined, b: JsonTree | undefined): boolean {
  if (a === undefined || b === undefined) return false
  if (a instanceof JsonNumber)
    return b instanceof JsonNumber || typeof b === 'string' ? Number(a.text) === numberOf(b) : false
  if (typeof a === 'string') return a === (b instanceof JsonNumber ? b.text : b)
  if (isArray(a)) return isArray(b) && a.length === b.length && a.every((member, i) => equal(member, b[i]))
  if (isObject(a)) return isObject(b) && a.size === b.size && [...a].every(([key, value]) => equal(value, b.get(key)))
  return a === b
}

const numberOf = (value: JsonNumber | string): number => {
  const text = typeof value === 'string' ? value : value.text
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN
}

function ordered(left: JsonTree | undefined, right: JsonTree | undefined, test: (order: number) => boolean): boolean {
  if (left instanceof JsonNumber && right instanceof JsonNumber) return test(Number(left.text) - Number(right.text))
  if (typeof left === 'string' && typeof right === 'string') return test(left < right ? -1 : left > right ? 1 : 0)
  return false
}
