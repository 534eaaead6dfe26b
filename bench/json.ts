/** JSON bytes as they come from a topic, decoded into columns and aggregated; and rows written as JSON. */
import type { Chunk, Records } from '@millrace/engine'
import { JsonDecoder } from '@millrace/engine/formats'
import { encodeUtf8, UTC } from '@millrace/language'
import type { PipelineInput } from '@millrace/pipeline'
import { measure, table } from './harness.ts'
import { planOf, recordsPiece, runPieces } from './memory.ts'

const MESSAGES = 500_000
const PIECE = 4096

const fields = [
  ['auction', 'BIGINT'],
  ['bidder', 'BIGINT'],
  ['price', 'BIGINT'],
  ['channel', 'STRING'],
  ['url', 'STRING'],
  ['dateTime', 'TIMESTAMP(3)'],
  ['extra', 'STRING'],
] as const

function message(i: number): string {
  const random = Math.imul(i, 2654435761) >>> 0
  return JSON.stringify({
    auction: 1000 + (random % 10_000),
    bidder: 2000 + (random % 5000),
    price: 100 + (random % 100_000),
    channel: `channel-${random % 100}`,
    url: `https://www.nexmark.com/${(random % 100000).toString(36)}/item.htm?query=1&channel_id=${random % 1000}`,
    dateTime: new Date(1_700_000_000_000 + Math.floor(i / 20)).toISOString().slice(0, 23),
    extra: 'abcdefghijklmnopqrstuvwxyz0123456789'.slice(0, 20 + (random % 16)),
  })
}

/** Messages one behind the other, as a decoder finds them in a fetched block. */
function pieces(): { chunks: Chunk[]; bytes: number } {
  const chunks: Chunk[] = []
  let bytes = 0
  for (let first = 0; first < MESSAGES; first += PIECE) {
    const n = Math.min(PIECE, MESSAGES - first)
    const parts = Array.from({ length: n }, (_, i) => encodeUtf8(message(first + i)))
    const block = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
    const [valueStart, valueEnd] = [new Int32Array(n), new Int32Array(n)]
    let at = 0
    for (const [i, part] of parts.entries()) {
      block.set(part, at)
      valueStart[i] = at
      at += part.length
      valueEnd[i] = at
    }
    bytes += block.length
    const absent = new Int32Array(n).fill(-1)
    const position = Float64Array.from({ length: n }, (_, i) => first + i)
    const records: Records = {
      n,
      bytes: block,
      valueStart,
      valueEnd,
      keyStart: absent,
      keyEnd: absent,
      headersStart: absent,
      headersEnd: absent,
      timestamp: position,
      position,
    }
    chunks.push(recordsPiece(records, block.length))
  }
  return { chunks, bytes }
}

const documentOf = (
  names: readonly string[],
  operators: PipelineInput['nodes'],
  edges: { from: string; to: string }[],
) =>
  planOf({
    millrace: 1,
    name: 'bench',
    nodes: {
      in: {
        type: 'file-source',
        config: {
          path: 'memory',
          schema: fields.filter(([name]) => names.includes(name)).map(([name, type]) => ({ name, type })),
          eventTime: { field: 'dateTime', delay: '4s' },
        },
      },
      ...operators,
      out: { type: 'discard-sink', config: {} },
    },
    edges,
  })

export async function json(): Promise<string> {
  const { chunks, bytes } = pieces()
  const all = fields.map(([name]) => name)
  const straight = [{ from: 'in.out', to: 'out.in' }]
  const through = [
    { from: 'in.out', to: 'w.in' },
    { from: 'w.out', to: 'out.in' },
  ]
  const window = {
    w: {
      type: 'tumbling-window',
      config: {
        keyBy: ['auction'],
        size: '10s',
        aggregates: [
          { fn: 'count', as: 'n' },
          { fn: 'max', of: 'price', as: 'best' },
        ],
      },
    },
  }
  const cases: [string, ReturnType<typeof planOf>][] = [
    ['decode all 7 fields', documentOf(all, {}, straight)],
    ['decode 3 of 7 fields', documentOf(['auction', 'price', 'dateTime'], {}, straight)],
    ['decode 3 fields into a window', documentOf(['auction', 'price', 'dateTime'], window, through)],
    ['decode all fields into a window', documentOf(all, window, through)],
  ]
  const results = []
  for (const [name, plan] of cases) {
    const source = plan.nodes.find(({ op }) => op.op === 'source')!
    const { row } = source.outputs.out!
    results.push(await measure(name, () => runPieces(plan, chunks, () => new JsonDecoder(row, UTC))))
  }
  return table(
    `JSON bytes in (${MESSAGES.toLocaleString('en-US')} messages of ${Math.round(bytes / MESSAGES)} bytes a round)`,
    results,
  )
}
