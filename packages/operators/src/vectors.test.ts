import { fileURLToPath } from 'node:url'
import { aggregateNames, ROW_FUNCTIONS } from '@millrace/algebra'
import { aggregatesOf, checkLateness, checkVector, operatorsOf, readLateness, readVectors } from '@millrace/testkit'
import { afterAll, expect, test } from 'vitest'
import { catalogue } from './catalogue.ts'

const root = fileURLToPath(new URL('../../../vectors', import.meta.url))
const vectors = readVectors(root)
const known = new Set(catalogue.map(({ type }) => type))
const functions: readonly string[] = [...aggregateNames, ...ROW_FUNCTIONS]
const covered = vectors.filter(
  ({ vector }) =>
    operatorsOf(vector).every((op) => known.has(op)) && aggregatesOf(vector).every((fn) => functions.includes(fn)),
)

/** Where we differ from Flink on purpose, with the reason; see docs/differences.md. */
const differing: Record<string, string> = {}

let passed = 0
for (const { group, vector } of covered) {
  const difference = differing[vector.name]
  if (difference !== undefined) {
    test(`${group}/${vector.name} differs: ${difference}`, async () => {
      expect(new Set(await checkVector(vector))).toContain('engine: it must fail and does not')
    })
    continue
  }
  test(`${group}/${vector.name}: ${vector.what}`, async () => {
    expect(await checkVector(vector)).toEqual([])
    passed++
  })
}

for (const { vector } of readVectors(root, (group) => group === 'known-defects')) {
  test(`where Flink is wrong, ${vector.name}: ${vector.what}`, async () => {
    expect(await checkVector(vector)).toEqual([])
  })
}

for (const vector of readLateness(`${root}/lateness/lateness.json`)) {
  test(`lateness, ${vector.name}: ${vector.what}`, async () => {
    expect(await checkLateness(vector)).toEqual([])
  })
}

afterAll(() => {
  process.stdout.write(
    `relational vectors: ${passed} passed, ${Object.keys(differing).length} differ as documented, ${covered.length - passed - Object.keys(differing).length} differ, ${vectors.length - covered.length} not covered yet\n`,
  )
})
