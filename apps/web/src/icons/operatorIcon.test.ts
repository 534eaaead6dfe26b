import { catalogue } from '@millrace/operators'
import { expect, test } from 'vitest'
import { icons } from './operatorIcon.tsx'

test('every operator has the icon that it names', () => {
  expect(
    catalogue.filter(({ palette }) => !icons[palette.icon]).map(({ type, palette }) => `${type}: ${palette.icon}`),
  ).toEqual([])
})
