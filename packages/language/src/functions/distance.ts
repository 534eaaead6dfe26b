/** How far apart two texts or two places are. */
import { DOUBLE, INT } from '../types.ts'
import { DataError, defineFunction, type FunctionDefinition } from './definition.ts'
import { AS_DOUBLE, param, TEXT } from './params.ts'

/** Work that one row may cause: the product of both lengths. */
const MAX_CELLS = 25_000_000

/** Fewest insertions, deletions and replacements of characters that turn one text into the other. */
function levenshtein(first: string, second: string): number {
  const [a, b] = [[...first], [...second]]
  if (a.length * b.length > MAX_CELLS) throw new DataError('The texts are too long for LEVENSHTEIN.')
  let previous = Int32Array.from({ length: b.length + 1 }, (_, j) => j)
  let current = new Int32Array(b.length + 1)
  for (let i = 1; i <= a.length; i++) {
    current[0] = i
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      current[j] = Math.min(previous[j]! + 1, current[j - 1]! + 1, replaced)
    }
    ;[previous, current] = [current, previous]
  }
  return previous[b.length]!
}

/** Mean radius of the earth. */
const EARTH_METERS = 6_371_008.8
const radians = (degrees: number) => (degrees * Math.PI) / 180

/** Along the surface of a sphere, by the haversine formula; NULL outside the range of latitudes and longitudes. */
function geoDistance(lat1: number, lon1: number, lat2: number, lon2: number): number | null {
  const inRange = [lat1, lat2].every((lat) => Math.abs(lat) <= 90) && [lon1, lon2].every((lon) => Math.abs(lon) <= 180)
  if (!inRange) return null
  const [dLat, dLon] = [radians(lat2 - lat1), radians(lon2 - lon1)]
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(radians(lat1)) * Math.cos(radians(lat2)) * Math.sin(dLon / 2) ** 2
  return 2 * EARTH_METERS * Math.asin(Math.min(1, Math.sqrt(h)))
}

export const distanceFunctions: readonly FunctionDefinition[] = [
  defineFunction({
    name: 'LEVENSHTEIN',
    group: 'text',
    usage: 'LEVENSHTEIN(text, text)',
    summary: 'Edit distance: how many characters must be inserted, deleted or replaced to make the texts equal.',
    zh: '编辑距离：使两文本相同所需的最少插入、删除或替换字符数。',
    examples: [["LEVENSHTEIN('kitten', 'sitting')", 3]],
    params: [param('text', TEXT), param('other', TEXT)],
    returns: INT,
    fails: true,
    beyondFlink: 'Flink SQL has no edit distance.',
    evaluate: (a, b) => levenshtein(a as string, b as string),
  }),
  defineFunction({
    name: 'GEO_DISTANCE',
    group: 'math',
    usage: 'GEO_DISTANCE(latitude, longitude, latitude, longitude)',
    summary: 'Metres between two places on earth, given in degrees; NULL for what is no latitude or longitude.',
    zh: '两地之间的距离（米），坐标以度给出；坐标无效时为 NULL。',
    examples: [
      ['ROUND(GEO_DISTANCE(52.52, 13.405, 48.137, 11.575), -3)', 504000],
      ['GEO_DISTANCE(91, 0, 0, 0)', null],
    ],
    params: ['latitude', 'longitude', 'other latitude', 'other longitude'].map((name) => param(name, AS_DOUBLE)),
    returns: DOUBLE,
    nullable: 'always',
    beyondFlink: 'Flink SQL has no geographic functions.',
    evaluate: (lat1, lon1, lat2, lon2) => geoDistance(lat1 as number, lon1 as number, lat2 as number, lon2 as number),
  }),
]
