/** Types of numeric operations, and what is said about operands that do not fit. */
import { additionType, divisionType, moduloType, multiplicationType } from '../../numbers/decimal.ts'
import type { TCall, TExpr } from '../../syntax/expr.ts'
import {
  asDecimal,
  type DecimalType,
  type FieldType,
  formatType,
  INT,
  isApproximate,
  isExact,
  isInteger,
  isNumeric,
  isText,
  isTime,
} from '../../types.ts'
import { commonNumeric } from '../commonType.ts'
import { type CallSite, castTo, nullWithoutType } from '../definition.ts'

export type Operator = '+' | '-' | '*' | '/' | '%'

/** Types of a numeric operation: what the operands are cast to, and the result. */
function numericTypes(
  op: Operator,
  a: FieldType,
  b: FieldType,
): { operands: [FieldType, FieldType]; result: FieldType } {
  if (isExact(a) && isExact(b) && !(isInteger(a) && isInteger(b))) {
    const [x, y] = [asDecimal(a), asDecimal(b)]
    // A remainder of whole decimals has the type of the divisor, as that of integers.
    const whole = op === '%' && x.scale === 0 && y.scale === 0
    return { operands: [x, y], result: whole ? b : DECIMAL_RULES[op](x, y) }
  }
  const common = commonNumeric(a, b)
  const remainder = op === '%' && isInteger(a) && isInteger(b)
  return { operands: [common, common], result: remainder ? b : common }
}

const DECIMAL_RULES: Record<Operator, (a: DecimalType, b: DecimalType) => DecimalType> = {
  '+': additionType,
  '-': additionType,
  '*': multiplicationType,
  '/': divisionType,
  '%': moduloType,
}

export function resolveNumeric(op: Operator, call: CallSite): Omit<TCall, 'k' | 'fn'> | undefined {
  if (call.args.length !== 2)
    return call.problem({ code: 'argument-count', message: `${call.name} takes 2 arguments.`, span: call.span })
  const [a, b] = call.args
  if (!a || !b) return undefined
  if (a.type.t === 'NULL') return nullWithoutType(call, 0, isNumeric(b.type) ? b.type : INT)
  if (b.type.t === 'NULL') return nullWithoutType(call, 1, isNumeric(a.type) ? a.type : INT)
  if (!isNumeric(a.type) || !isNumeric(b.type)) return refused(op, call, a, b)
  if (op === '%' && (isApproximate(a.type) || isApproximate(b.type)))
    return noRemainder(call, isApproximate(a.type) ? 0 : 1)
  const { operands, result } = numericTypes(op, a.type, b.type)
  // MOD of integers computes in the wider type and answers in that of the divisor.
  const args = [castTo(a, operands[0]), castTo(b, operands[1])]
  if (op === '/' && isInteger(result)) warnTruncation(call, a, b)
  return { args, type: result, nullable: a.nullable || b.nullable }
}

/** A remainder of floating-point numbers does not exist in Flink. */
function noRemainder(call: CallSite, index: number): undefined {
  const text = `CAST(${call.written(index)} AS DECIMAL(38, 10))`
  const span = call.spans[index]!
  return call.problem({
    code: 'operand-types',
    message: `${call.name} takes whole and decimal numbers, found ${formatType(call.args[index]!.type)}.`,
    hint: `Write ${text}.`,
    span,
    fixes: [{ title: text, span, text }],
  })
}

export function refused(op: Operator, call: CallSite, a: TExpr, b: TExpr): undefined {
  const message = `\`${op}\` cannot be applied to ${formatType(a.type)} and ${formatType(b.type)}.`
  const wrong = isNumeric(a.type) ? 1 : 0
  const written = call.written(wrong)
  const span = call.spans[wrong]!
  if (a.type.t === 'CHAR' || a.type.t === 'VARCHAR' || b.type.t === 'CHAR' || b.type.t === 'VARCHAR') {
    if (op === '+') {
      const joined = `${call.written(0)} || ${call.written(1)}`
      const fixes = isText(a.type) && isText(b.type) ? [{ title: joined, span: call.span, text: joined }] : []
      return call.problem({
        code: 'operand-types',
        message,
        span: call.span,
        hint: 'Texts are joined with `||`.',
        fixes,
      })
    }
    const text = `CAST(${written} AS DOUBLE)`
    return call.problem({
      code: 'operand-types',
      message,
      span,
      hint: `Convert the text: ${text}`,
      fixes: [{ title: text, span, text }],
    })
  }
  const hint =
    isTime(a.type) && isTime(b.type)
      ? 'Write TIMESTAMPDIFF(SECOND, earlier, later).'
      : isTime(a.type)
        ? "Add an interval: x + INTERVAL '1' DAY"
        : undefined
  return call.problem({ code: 'operand-types', message, span: call.span, ...(hint && { hint }) })
}

function warnTruncation(call: CallSite, a: TExpr, b: TExpr): void {
  if (a.k === 'lit' && b.k === 'lit') return
  const text = `CAST(${call.written(0)} AS DOUBLE) / ${call.written(1)}`
  call.problem({
    code: 'integer-division',
    severity: 'warning',
    message: 'A division of whole numbers drops the fraction: 7 / 2 is 3.',
    hint: `For the exact quotient: ${text}`,
    span: call.span,
    fixes: [{ title: text, span: call.span, text }],
  })
}
