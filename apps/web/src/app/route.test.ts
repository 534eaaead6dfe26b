import { expect, test } from 'vitest'
import { pathOf, routeOf } from './route.ts'

test('every path leads to the page it was made for', () => {
  expect(routeOf(pathOf.home)).toEqual({ page: 'home' })
  expect(routeOf(pathOf.pipeline('a b'))).toEqual({ page: 'pipeline', id: 'a b' })
  expect(routeOf(pathOf.screen('x'))).toEqual({ page: 'screen', id: 'x' })
  expect(routeOf(pathOf.connections)).toEqual({ page: 'connections' })
  expect(routeOf(pathOf.operators('filter'))).toEqual({ page: 'operators', type: 'filter' })
  expect(routeOf(pathOf.operators())).toEqual({ page: 'operators', type: undefined })
})

test('other paths are not known', () => {
  expect(routeOf('/nowhere')).toEqual({ page: 'unknown' })
  expect(routeOf('/p/a/b')).toEqual({ page: 'unknown' })
})
