/** Events of the auction site, in memory or in a file. */
import { open } from 'node:fs/promises'
import { readers, type SourceNode } from '@millrace/connectors'
import type { Batch, Chunk } from '@millrace/engine'
import { ByteSink, JsonEncoder } from '@millrace/engine/formats'
import { type Column, decodeUtf8, encodeUtf8, type RowType, UTC } from '@millrace/language'
import { ManualClock } from '@millrace/testkit'
import { batchPiece } from '../memory.ts'
import { nexmarkPlan } from './queries.ts'

/** Events per second of event time. */
export const PER_SECOND = 10_000

/** Connectors without anything outside. */
export const context = {
  clock: new ManualClock(),
  zone: UTC,
  connection: () => null,
  resolvePath: (path: string) => path,
  print: () => {},
  job: 'bench',
}

function eventSource(rows: number): SourceNode {
  const node = nexmarkPlan('q0').nodes.find(({ owner }) => owner === 'events') as SourceNode
  const options = { ...(node.op.table.options as object), rows, rowsPerSecond: PER_SECOND, seed: 1 }
  return { ...node, op: { ...node.op, table: { ...node.op.table, options } } }
}

/** Makes events and hands each batch on. */
export async function makeEvents(rows: number, take: (batch: Batch, first: number) => void): Promise<number> {
  const { reader } = readers['generator-source'](eventSource(rows), context)
  await reader.open(new Map())
  let first = 0
  while (reader.splits().length > 0)
    for (const { content, n } of await reader.poll(new Set(), 0)) {
      take((content as { batch: Batch }).batch, first)
      first += n
    }
  return first
}

/** A column of its own: the generator uses its buffers again. Texts stay where they are. */
function copied(column: Column, n: number): Column {
  const nulls = column.nulls?.slice(0, n) ?? null
  if (column.k === 'bytes') return { ...column, nulls, start: column.start.slice(0, n), end: column.end.slice(0, n) }
  return { ...column, nulls, data: column.data.slice(0, (column.data.length / 1024) * n) } as Column
}

export async function eventPieces(rows: number): Promise<Chunk[]> {
  const made: Chunk[] = []
  await makeEvents(rows, (batch, first) => {
    made.push(batchPiece({ ...batch, cols: batch.cols.map((column) => copied(column, batch.n)) }, first))
  })
  return made
}

/** The row type of the events. */
export const eventRow = (): RowType => eventSource(1).op.table.row

/** An event has only the fields of its kind. */
const withoutNulls = (lines: Uint8Array) => encodeUtf8(decodeUtf8(lines).replaceAll(/,"\w+":null/g, ''))

/** Writes events as lines of JSON. */
export async function writeEvents(path: string, rows: number): Promise<void> {
  const file = await open(path, 'w')
  const encoder = new JsonEncoder(eventRow())
  const out = new ByteSink()
  const writes: Uint8Array[] = []
  await makeEvents(rows, (batch) => {
    encoder.writeLines(out, batch, false)
    writes.push(withoutNulls(out.bytes.subarray(0, out.used)))
    out.used = 0
  })
  for (const piece of writes) await file.write(piece)
  await file.close()
}
