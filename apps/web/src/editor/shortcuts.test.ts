import { describe, expect, test } from 'vitest'
import { commands } from './commands.ts'
import { commandFor, keysText } from './shortcuts.ts'

const press = (
  key: string,
  modifiers: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {},
) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...modifiers,
})
const canvas = { typing: false, canvas: true }
const field = { typing: true, canvas: false }

describe('a key', () => {
  test('means its command', () => {
    expect(commandFor(press('z', { ctrlKey: true }), canvas)?.id).toBe('undo')
    expect(commandFor(press('Z', { metaKey: true, shiftKey: true }), canvas)?.id).toBe('redo')
    expect(commandFor(press('y', { ctrlKey: true }), canvas)?.id).toBe('redo')
    expect(commandFor(press('?', { shiftKey: true }), canvas)?.id).toBe('help')
    expect(commandFor(press('+'), canvas)?.id).toBe('zoom-in')
    expect(commandFor(press('ArrowRight', { altKey: true }), canvas)?.id).toBe('nudge-right')
  })

  test('writes in a field, and deletes no node there', () => {
    for (const key of ['?', 'l', '1', 'Delete', 'Backspace', 'ArrowLeft', 'Tab', 'Enter'])
      expect(commandFor(press(key), field)).toBeUndefined()
  })

  test("with Ctrl is the editor's in a field too", () => {
    expect(commandFor(press('k', { ctrlKey: true }), field)?.id).toBe('commands')
    expect(commandFor(press('d', { ctrlKey: true }), field)?.id).toBe('deploy')
  })

  test('of the canvas means nothing elsewhere', () => {
    expect(commandFor(press('Delete'), { typing: false, canvas: false })).toBeUndefined()
  })
})

test('no combination means two commands', () => {
  const all = commands.flatMap(({ keys = [] }) => keys)
  expect(all.length).toBe(new Set(all).size)
})

test('combinations are shown as keyboards are labelled', () => {
  expect(keysText('Mod+Shift+Z', false)).toBe('Ctrl ⇧ Z')
  expect(keysText('Mod+Shift+Z', true)).toBe('⌘⇧Z')
  expect(keysText('+', false)).toBe('+')
})
