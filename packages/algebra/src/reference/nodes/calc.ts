import { DataError, type Evaluator, interpret } from '@millrace/language'
import { type Node, type Of, RowFailed } from './node.ts'

export function calc(context: Of<'calc'>): Node {
  const { node, environment, emit, read } = context
  const where = node.op.where && interpret(node.op.where, environment)
  const fields = node.op.fields.map(({ expr }) => interpret(expr, environment))
  return {
    push({ kind, row }) {
      try {
        if (where && where(row) !== true) return
        emit('out', { kind, row: fields.map((field: Evaluator) => field(row)) })
      } catch (problem) {
        if (!(problem instanceof DataError)) throw problem
        if (!read('failed')) throw new RowFailed(problem.message)
        emit('failed', { kind, row: [...row, problem.message] })
      }
    },
    watermark() {},
  }
}
