import type { Definition } from '@millrace/algebra'
import { catalogue } from '@millrace/operators'
import { describe, expect, test } from 'vitest'
import { type FormField, formOf } from './form.ts'

const form = (type: string) => formOf(catalogue.find((definition) => definition.type === type)! as Definition)
const field = (type: string, name: string) => form(type).find((candidate) => candidate.name === name)!

describe('the form of a schema', () => {
  test('has the settings in their order, each with its control', () => {
    expect(form('tumbling-window').map(({ name, control }) => [name, control])).toEqual(
      expect.arrayContaining([
        ['keyBy', 'fields'],
        ['size', 'duration'],
        ['aggregates', 'aggregates'],
        ['having', 'expression'],
      ]),
    )
  })

  test('knows what may be left out, and what holds then', () => {
    expect(field('tumbling-window', 'size').optional).toBe(false)
    expect(field('tumbling-window', 'having').optional).toBe(true)
    expect(field('generator-source', 'rowsPerSecond')).toMatchObject({ optional: true, default: 10, whole: false })
    expect(field('generator-source', 'seed')).toMatchObject({ whole: true })
  })

  test('describes every setting', () => {
    const walk = (fields: readonly FormField[]): FormField[] => fields.flatMap((one) => [one, ...walk(one.fields)])
    for (const definition of catalogue)
      for (const { name, description } of walk(formOf(definition)))
        expect([definition.type, name, description !== '']).toEqual([definition.type, name, true])
  })

  test('reads choices, variants by type and variants by key', () => {
    expect(field('generator-source', 'shape').choices.map(({ value }) => value)).toContain('orders')
    expect(field('file-source', 'format').choices.map(({ value, kind }) => [value, kind])).toEqual([
      ['ndjson', 'variant'],
      ['csv', 'variant'],
      ['text', 'variant'],
    ])
    expect(field('kafka-source', 'start').choices.map(({ value, kind }) => [value, kind])).toEqual([
      ['earliest', 'value'],
      ['latest', 'value'],
      ['timestamp', 'object'],
      ['offsets', 'object'],
    ])
    expect(field('file-source', 'format').choices[1]!.fields.map(({ name }) => name)).toContain('delimiter')
  })

  test('reads variants inside of variants: a table that is asked key by key has its limits and its cache', () => {
    const { choices } = field('lookup-join', 'table')
    expect(choices.map(({ value }) => value)).toEqual(['file', 'indexed-file', 'rows'])
    const { fields } = choices[1]!
    expect(fields.map(({ name, control }) => [name, control])).toEqual([
      ['path', 'path'],
      ['format', 'options'],
      ['maxRows', 'number'],
      ['cache', 'options'],
      ['capacity', 'number'],
      ['timeout', 'duration'],
      ['attempts', 'number'],
      ['retryDelay', 'duration'],
    ])
    const cache = fields.find(({ name }) => name === 'cache')!
    expect(cache.default).toEqual({ type: 'none' })
    expect(cache.choices.map(({ value }) => value)).toEqual(['none', 'partial'])
    expect(cache.choices[1]!.fields.map(({ name, control }) => [name, control])).toEqual([
      ['maxRows', 'number'],
      ['expireAfterWrite', 'duration'],
      ['expireAfterAccess', 'duration'],
      ['missingKeys', 'switch'],
    ])
  })

  test('finds the settings of groups and list items', () => {
    expect(field('kafka-source', 'eventTime')).toMatchObject({ control: 'group', optional: true })
    expect(field('kafka-source', 'eventTime').fields.map(({ name, control }) => [name, control])).toEqual([
      ['field', 'field'],
      ['delay', 'duration'],
      ['idleAfter', 'duration'],
    ])
    expect(field('kafka-source', 'headerFields').fields.map(({ name }) => name)).toEqual(['header', 'field'])
  })

  test('the expression over aggregates says so', () => {
    expect(field('tumbling-window', 'having').scope).toBe('aggregates')
    expect(field('filter', 'condition').scope).toBe('input')
  })
})
