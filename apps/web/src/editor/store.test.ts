import { addNode, configure, emptyPipeline, moveNodes, type Pipeline, removeNodes } from '@millrace/pipeline'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createEditor, type Editor, edgeId, edgeOf } from './store.ts'

const withFilter = addNode(emptyPipeline('p'), { id: 'paid', node: { type: 'filter', config: {} }, at: [0, 0] })
const type = (editor: Editor, text: string) =>
  editor.edit((pipeline) => configure(pipeline, 'paid', ['condition'], text), { intention: 'paid.condition' })
const now = (editor: Editor): Pipeline => editor.store.getState().pipeline

describe('undo', () => {
  test('takes back what was typed into one field as one step', () => {
    const editor = createEditor(withFilter)
    for (const text of ['a', 'a >', 'a > 1']) type(editor, text)
    editor.undo()
    expect(now(editor)).toBe(withFilter)
    editor.redo()
    expect(now(editor).nodes.paid!.config).toEqual({ condition: 'a > 1' })
  })

  test('keeps two visits to a field apart', () => {
    const editor = createEditor(withFilter)
    type(editor, 'a')
    editor.settle()
    type(editor, 'b')
    editor.undo()
    expect(now(editor).nodes.paid!.config).toEqual({ condition: 'a' })
  })

  test('brings back nodes with their selection', () => {
    const editor = createEditor(withFilter)
    editor.select({ nodes: ['paid'], edges: [] })
    editor.edit((pipeline) => removeNodes(pipeline, ['paid']))
    expect(editor.store.getState().selection.nodes).toEqual([])
    editor.undo()
    expect(editor.store.getState().selection.nodes).toEqual(['paid'])
  })

  test('an edit that changes nothing is no step', () => {
    const editor = createEditor(withFilter)
    editor.edit((pipeline) => moveNodes(pipeline, { paid: [0, 0] }))
    expect(editor.store.getState().past).toEqual([])
  })

  test('an edit after undo forgets what was undone', () => {
    const editor = createEditor(withFilter)
    type(editor, 'a')
    editor.undo()
    editor.edit((pipeline) => moveNodes(pipeline, { paid: [5, 5] }))
    editor.redo()
    expect(now(editor).layout.paid).toEqual([5, 5])
  })

  test('after any steps back and forth the pipeline is one that was there', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('move' as const), x: fc.nat(50) }),
      fc.record({ do: fc.constantFrom('undo' as const, 'redo' as const, 'settle' as const) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const editor = createEditor(withFilter)
        // The plain list of pipelines and a place in it: what undo means.
        let history = [withFilter]
        let at = 0
        for (const step of steps) {
          if (step.do === 'move') {
            const next = moveNodes(now(editor), { paid: [step.x, 0] })
            editor.edit(() => next)
            if (next !== history[at]) history = [...history.slice(0, ++at), next]
          } else {
            editor[step.do]()
            if (step.do === 'undo') at = Math.max(0, at - 1)
            if (step.do === 'redo') at = Math.min(history.length - 1, at + 1)
          }
          expect(now(editor)).toBe(history[at])
        }
      }),
    )
  })
})

test('an edge is found by its id', () => {
  const edge = { from: 'a.out', to: 'b.in' }
  expect(edgeOf(edgeId(edge))).toEqual(edge)
})
