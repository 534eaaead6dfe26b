import type { Definition } from '@millrace/algebra'
import { catalogue } from '@millrace/operators'
import { emptyPipeline } from '@millrace/pipeline'
import { describe, expect, test } from 'vitest'
import * as actions from './actions.ts'
import { createSession, type Session } from './session.ts'

const definition = (type: string) => catalogue.find((one) => one.type === type) as Definition
const fresh = (): Session => createSession('p', emptyPipeline('p'), catalogue)
const now = (session: Session) => session.editor.store.getState().pipeline

/** A generator and a filter, joined. */
function two(): { session: Session; source: string; filter: string } {
  const session = fresh()
  const source = actions.addOperator(session, definition('generator-source'), { at: [0, 0] })
  const filter = actions.addOperator(session, definition('filter'), {
    at: [240, 0],
    from: { port: `${source}.out`, kind: 'output' },
  })
  return { session, source, filter }
}

describe('adding', () => {
  test('joins the new node to the port it was asked for at', () => {
    const { session, source, filter } = two()
    expect(now(session).edges).toEqual([{ from: `${source}.out`, to: `${filter}.in` }])
    expect(session.editor.store.getState().selection.nodes).toEqual([filter])
  })

  test('is one step of undo, edge included', () => {
    const { session, source } = two()
    session.editor.undo()
    expect(Object.keys(now(session).nodes)).toEqual([source])
    expect(now(session).edges).toEqual([])
  })

  test('backwards from an input', () => {
    const session = fresh()
    const show = actions.addOperator(session, definition('print-sink'), { at: [0, 0] })
    const source = actions.addOperator(session, definition('generator-source'), {
      at: [0, 0],
      from: { port: `${show}.in`, kind: 'input' },
    })
    expect(now(session).edges).toEqual([{ from: `${source}.out`, to: `${show}.in` }])
  })

  test('on an edge stands between its ends', () => {
    const { session, source, filter } = two()
    const edge = { from: `${source}.out`, to: `${filter}.in` }
    const middle = actions.addOperator(session, definition('compute'), { at: [100, 0], edge })
    expect(now(session).edges).toHaveLength(2)
    expect(now(session).edges).toEqual(
      expect.arrayContaining([
        { from: `${source}.out`, to: `${middle}.in` },
        { from: `${middle}.out`, to: `${filter}.in` },
      ]),
    )
  })
})

describe('edges', () => {
  test('that do not fit give the reason and change nothing', () => {
    const { session, filter } = two()
    const before = now(session)
    expect(actions.drawEdge(session, { from: `${filter}.out`, to: `${filter}.in` })?.code).toBe('too-many-edges')
    expect(now(session)).toBe(before)
  })

  test('can be taken to another node in one step', () => {
    const { session, source, filter } = two()
    const show = actions.addOperator(session, definition('print-sink'), { at: [500, 0] })
    const problem = actions.moveEdge(
      session,
      { from: `${source}.out`, to: `${filter}.in` },
      { from: `${source}.out`, to: `${show}.in` },
    )
    expect(problem).toBeUndefined()
    expect(now(session).edges).toEqual([{ from: `${source}.out`, to: `${show}.in` }])
    session.editor.undo()
    expect(now(session).edges).toEqual([{ from: `${source}.out`, to: `${filter}.in` }])
  })
})

describe('selection', () => {
  test('copy, remove and paste give the same part again', () => {
    const { session, source, filter } = two()
    actions.selectAll(session)
    const text = actions.copied(session)!
    actions.removeSelected(session)
    expect(now(session).nodes).toEqual({})
    expect(actions.pasteText(session, text, [10, 20])).toBe(true)
    expect(Object.keys(now(session).nodes).sort()).toEqual([filter, source].sort())
    expect(now(session).layout[source]).toEqual([10, 20])
    expect(now(session).edges).toHaveLength(1)
  })

  test('text that has no nodes is not pasted', () => {
    const { session } = two()
    const before = now(session)
    expect(actions.pasteText(session, 'hello')).toBe(false)
    expect(now(session)).toBe(before)
  })

  test('nudging in a row is one step', () => {
    const { session, filter } = two()
    for (let i = 0; i < 5; i++) actions.nudgeSelected(session, [8, 0])
    expect(now(session).layout[filter]).toEqual([280, 0])
    session.editor.undo()
    expect(now(session).layout[filter]).toEqual([240, 0])
  })
})

test('a quick fix is a step of its own', () => {
  const { session, filter } = two()
  actions.setValue(session, filter, ['condition'], "statuz = 'PAID'")
  const problem = session
    .derived()
    .problemsOf.get(filter)!
    .find(({ fixes }) => fixes?.length)!
  actions.applyQuickFix(session, problem, problem.fixes![0]!)
  expect(now(session).nodes[filter]!.config).toEqual({ condition: "status = 'PAID'" })
  session.editor.undo()
  expect(now(session).nodes[filter]!.config).toEqual({ condition: "statuz = 'PAID'" })
})
