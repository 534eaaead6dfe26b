/** What differs from call to call. */
import type { TCall } from '../syntax/expr.ts'
import { char, DOUBLE, INT, isNumeric } from '../types.ts'
import type { Value } from '../value.ts'
import { type CallSite, castTo, DataError, type Environment, type FunctionDefinition } from './definition.ts'

/** The generator of java.util.Random, so that a seed gives the numbers that it gives on Flink. */
class JavaRandom {
  private state: bigint
  constructor(seed: number) {
    this.state = (BigInt(seed) ^ 0x5deece66dn) & MASK
  }

  private bits(count: bigint): number {
    this.state = (this.state * 0x5deece66dn + 0xbn) & MASK
    return Number(BigInt.asIntN(32, this.state >> (48n - count)))
  }

  /** From 0 (inclusive) to 1 (exclusive). */
  double(): number {
    const high = this.bits(26n)
    return (high * 134217728 + this.bits(27n)) / 9007199254740992
  }

  /** From 0 (inclusive) to the bound (exclusive), each number alike. */
  below(bound: number): number {
    if ((bound & -bound) === bound) return Number((BigInt(bound) * BigInt(this.bits(31n))) >> 31n)
    for (;;) {
      const bits = this.bits(31n)
      const value = bits % bound
      if (bits - value + (bound - 1) <= 2147483647) return value
    }
  }
}

const MASK = (1n << 48n) - 1n

function resolveNumbers(
  call: CallSite,
  counts: readonly number[],
  type: TCall['type'],
): Omit<TCall, 'k' | 'fn'> | undefined {
  if (!counts.includes(call.args.length)) {
    const message = `${call.name} takes ${counts.join(' or ')} arguments, found ${call.args.length}.`
    return call.problem({ code: 'argument-count', message, span: call.span })
  }
  if (call.args.some((arg) => arg === undefined)) return undefined
  const wrong = call.args.findIndex((arg) => !isNumeric(arg!.type))
  if (wrong >= 0)
    return call.problem({ code: 'argument-type', message: `${call.name} needs numbers.`, span: call.spans[wrong]! })
  return { args: call.args.map((arg) => castTo(arg!, INT)), type, nullable: call.args.some((arg) => arg!.nullable) }
}

/** A source of numbers for a call: of its own for a seed that is a literal, made anew for another seed, else the environment's. */
function sourceOf(args: readonly { k: string; value?: unknown }[], environment: Environment, seeded: boolean) {
  if (!seeded)
    return () => ({ double: environment.random, below: (bound: number) => Math.floor(environment.random() * bound) })
  const [seed] = args
  if (seed?.k !== 'lit') return (given: Value) => new JavaRandom(given as number)
  const own = new JavaRandom(Number(seed.value))
  return () => own
}

const below = (bound: number, source: { below(bound: number): number }): number => {
  if (bound <= 0) throw new DataError(`RAND_INTEGER needs a bound above 0, found ${bound}.`)
  return source.below(bound)
}

const hex = (value: number, digits: number) => Math.floor(value).toString(16).padStart(digits, '0')

/** A random UUID of version 4. */
function uuid(random: () => number): string {
  const digits = (count: number) => hex(random() * 16 ** count, count)
  const variant = '89ab'[Math.floor(random() * 4)]
  return `${digits(8)}-${digits(4)}-4${digits(3)}-${variant}${digits(3)}-${digits(12)}`
}

export const randomFunctions: readonly FunctionDefinition[] = [
  {
    name: 'RAND',
    group: 'math',
    usage: 'RAND([seed])',
    summary: 'A random number from 0 (inclusive) to 1 (exclusive); a seed gives the same sequence in every run.',
    zh: '0（含）到 1（不含）之间的随机数；指定种子则每次运行得到相同序列。',
    examples: [['RAND(42) < 1', true]],
    strict: true,
    deterministic: false,
    resolve: (call) => resolveNumbers(call, [0, 1], DOUBLE),
    bind({ args, environment }) {
      const source = sourceOf(args, environment, args.length === 1)
      return (seed) => source(seed!).double()
    },
  },
  {
    name: 'RAND_INTEGER',
    group: 'math',
    usage: 'RAND_INTEGER([seed,] bound)',
    summary: 'A random whole number from 0 (inclusive) to a bound (exclusive).',
    zh: '0（含）到上界（不含）之间的随机整数。',
    examples: [['RAND_INTEGER(1)', 0]],
    strict: true,
    deterministic: false,
    fails: true,
    resolve: (call) => resolveNumbers(call, [1, 2], INT),
    bind({ args, environment }) {
      const source = sourceOf(args, environment, args.length === 2)
      return args.length === 1
        ? (bound) => below(bound as number, source(null))
        : (seed, bound) => below(bound as number, source(seed!))
    },
  },
  {
    name: 'UUID',
    group: 'other',
    usage: 'UUID()',
    summary: 'A random UUID.',
    zh: '随机 UUID。',
    examples: [['CHAR_LENGTH(UUID())', 36]],
    strict: true,
    deterministic: false,
    resolve: (call) =>
      call.args.length === 0
        ? { args: [], type: char(36), nullable: false }
        : call.problem({ code: 'argument-count', message: 'UUID takes no arguments.', span: call.span }),
    bind:
      ({ environment }) =>
      () =>
        uuid(environment.random),
  },
]
