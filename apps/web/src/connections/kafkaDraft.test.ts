import { describe, expect, test } from 'vitest'
import { draftOf, emptyForm, formOf, mistakesOf } from './kafkaDraft.ts'

describe('a Kafka connection', () => {
  const form = {
    ...emptyForm,
    name: 'shop',
    brokers: 'a:9092, b:9093\nc:9094',
    signIn: 'plain' as const,
    username: 'u',
    password: 's3cret',
  }

  test('keeps its secret out of the settings', () => {
    const { settings, secrets } = draftOf(form)
    expect(settings).toEqual({ brokers: ['a:9092', 'b:9093', 'c:9094'], sasl: { mechanism: 'plain', username: 'u' } })
    expect(JSON.stringify(settings)).not.toContain('s3cret')
    expect(secrets).toEqual({ 'sasl.password': 's3cret' })
  })

  test('an untouched secret is not sent, so the stored one stays', () => {
    const again = formOf('shop', draftOf(form).settings)
    expect(again).toMatchObject({ brokers: 'a:9092\nb:9093\nc:9094', signIn: 'plain', username: 'u', password: '' })
    expect(draftOf(again)).toEqual({ ...draftOf(form), secrets: {} })
  })

  test('own certificates', () => {
    const own = { ...emptyForm, name: 'x', brokers: 'a:1', encryption: 'own' as const, ca: 'CA', key: 'KEY' }
    expect(draftOf(own)).toEqual({
      name: 'x',
      kind: 'kafka',
      settings: { brokers: ['a:1'], ssl: { ca: 'CA' } },
      secrets: { 'ssl.key': 'KEY' },
    })
    expect(formOf('x', draftOf(own).settings)).toMatchObject({ encryption: 'own', ca: 'CA', key: '' })
  })

  test('says what is missing', () => {
    expect(mistakesOf(emptyForm)).toEqual(['name', 'brokers'])
    expect(mistakesOf({ ...form, brokers: 'host' })).toEqual(['brokers'])
    expect(mistakesOf({ ...form, username: '' })).toEqual(['username'])
    expect(mistakesOf({ ...form, brokers: '[::1]:9092' })).toEqual([])
  })
})
