import { emptyPipeline, type Pipeline, rename } from '@millrace/pipeline'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createEditor } from '../editor/store.ts'
import { createAutosave, type SaveFailure } from './autosave.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A runner that keeps versions, refuses what it is told to, and answers when it is told to. */
function runner() {
  const versions: Pipeline[] = [emptyPipeline('one')]
  let trouble: SaveFailure | undefined
  return {
    versions,
    fail: (failure: SaveFailure | undefined) => {
      trouble = failure
    },
    async save(base: number, pipeline: Pipeline): Promise<number> {
      if (trouble) throw trouble
      if (base !== versions.length) throw { kind: 'conflict', version: versions.length } satisfies SaveFailure
      versions.push(pipeline)
      return versions.length
    },
  }
}

function open() {
  const there = runner()
  const editor = createEditor(there.versions[0]!)
  const autosave = createAutosave({ editor, version: 1, save: there.save, failureOf: (error) => error as SaveFailure })
  const call = (name: string) => editor.edit((pipeline) => rename(pipeline, name))
  return { there, editor, autosave, call }
}

describe('autosave', () => {
  test('saves once for changes that come together', async () => {
    const { there, autosave, call } = open()
    call('two')
    call('three')
    expect(autosave.store.getState().state).toBe('dirty')
    await vi.advanceTimersByTimeAsync(600)
    expect(there.versions.map(({ name }) => name)).toEqual(['one', 'three'])
    expect(autosave.store.getState()).toMatchObject({ state: 'saved', version: 2 })
  })

  test('going back to what is saved needs no save', async () => {
    const { there, editor, autosave, call } = open()
    call('two')
    editor.undo()
    expect(autosave.store.getState().state).toBe('saved')
    await vi.advanceTimersByTimeAsync(5000)
    expect(there.versions).toHaveLength(1)
  })

  test('flush gives the version that holds everything, also what came while it was saving', async () => {
    const { there, autosave, call } = open()
    call('two')
    const flushed = autosave.flush()
    call('three')
    expect(await flushed).toBe(3)
    expect(there.versions.at(-1)!.name).toBe('three')
  })

  test('tries again until the runner is back', async () => {
    const { there, autosave, call } = open()
    there.fail({ kind: 'unreached' })
    call('two')
    await vi.advanceTimersByTimeAsync(5000)
    expect(autosave.store.getState().state).toBe('unreached')
    there.fail(undefined)
    await vi.advanceTimersByTimeAsync(2000)
    expect(autosave.store.getState()).toMatchObject({ state: 'saved', version: 2 })
  })

  test('overwrites nobody: a newer version waits for a decision', async () => {
    const { there, autosave, call } = open()
    there.versions.push(emptyPipeline('theirs'))
    call('mine')
    await vi.advanceTimersByTimeAsync(600)
    expect(autosave.store.getState()).toMatchObject({ state: 'conflict', theirs: 2 })
    call('mine again')
    await vi.advanceTimersByTimeAsync(5000)
    expect(there.versions.map(({ name }) => name)).toEqual(['one', 'theirs'])
    autosave.rebase(2)
    await vi.advanceTimersByTimeAsync(600)
    expect(there.versions.map(({ name }) => name)).toEqual(['one', 'theirs', 'mine again'])
    expect(autosave.store.getState()).toMatchObject({ state: 'saved', version: 3 })
  })
})
