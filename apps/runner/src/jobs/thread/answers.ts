import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Job, StateView } from '@millrace/engine'
import { formatType, type Json, type RowType } from '@millrace/language'
import type { Answers, Question, StateEntry, StateTableInfo } from '../protocol.ts'
import type { KeptSinks } from './numbers.ts'

/** Keys that are looked at before the job goes on. */
const SLICE = 500

/** A question about something that is not there. */
export class NoAnswer extends Error {}

/** Answers questions about the content of a running job, between two of its batches. */
export async function answer(job: Job, kept: KeptSinks, question: Question): Promise<Answers[Question['about']]> {
  switch (question.about) {
    case 'state-tables':
      return tablesOf(job, question.node)
    case 'state-scan': {
      const { task, table, from, limit } = question
      return viewOf(job, task, table).scan(table, from, limit)
    }
    case 'state-lookup':
      return lookup(viewOf(job, question.task, question.table), question.table, question.key)
    case 'table': {
      const { table } = found(kept.tables.get(question.node), `The node \`${question.node}\` keeps no table.`)
      return table.page(question.query)
    }
    case 'big-number':
      return found(kept.numbers.get(question.node), `The node \`${question.node}\` is no big number.`).number.state
  }
}

function tablesOf(job: Job, owner: string): StateTableInfo[] {
  const tasks = job.plan.nodes.filter((node) => node.owner === owner)
  return tasks.flatMap(({ id }) =>
    (job.state(id)?.tables ?? []).map(({ name, key, value, size }) => ({
      task: id,
      table: name,
      key: fields(key),
      value: fields(value),
      size,
    })),
  )
}

const fields = (row: RowType) => row.map(({ name, type }) => ({ name, type: formatType(type) }))

function viewOf(job: Job, task: string, table: string): StateView {
  const view = found(job.state(task), `The node \`${task}\` keeps no state.`)
  if (!view.tables.some(({ name }) => name === table)) throw new NoAnswer('This part of the state is gone by now.')
  return view
}

function found<T>(value: T | undefined, message: string): T {
  if (value === undefined) throw new NoAnswer(message)
  return value
}

/** By the index of the table where it has one; else by looking at all keys, some at a time so that the job goes on. */
async function lookup(view: StateView, table: string, key: Json): Promise<StateEntry | null> {
  if (view.get) {
    const value = view.get(table, key)
    return value === undefined ? null : { key, value }
  }
  const wanted = JSON.stringify(key)
  const { size } = view.tables.find(({ name }) => name === table)!
  for (let from = 0; from < size; from += SLICE) {
    const entry = view.scan(table, from, SLICE).find((candidate) => JSON.stringify(candidate.key) === wanted)
    if (entry) return entry
    await nextTurn()
  }
  return null
}
