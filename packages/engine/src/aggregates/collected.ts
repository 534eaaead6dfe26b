/** Values put one after the other: as a text, as an array. */
import { type Column, ColumnBuffer, columnKind, encodeUtf8, type FieldType, type Typed } from '@millrace/language'
import { ByteSink, cellWriter } from '../formats/json/encoder.ts'
import type { Records } from '../state/layout.ts'
import type { Accumulator } from './accumulator.ts'
import { copyBytes } from './cells.ts'
import { List } from './list.ts'

/** An accumulator over a list; only the form of the result is left open. */
function overList(list: List, column: number, write: Accumulator['write']): Accumulator {
  return {
    words: list.words,
    add: (batch, sel, n, records, bases) => list.append(batch.cols[column]!, sel, n, records, bases),
    retract: (batch, sel, n, records, bases) => list.remove(batch.cols[column]!, sel, n, records, bases),
    merge: (source, from, target, to, n) => list.merge(source, from, target, to, n),
    write,
    release: (records, base) => list.release(records, base),
  }
}

/** LISTAGG: texts with a separator between them; NULL over no text. */
export function listagg(separator: string, type: Typed, at: number, column: number): Accumulator {
  const list = new List(type, at)
  const between = encodeUtf8(separator)
  return overList(list, column, (records, bases, n, out, row) => {
    for (let j = 0; j < n; j++) {
      if (list.first(records, bases[j]!) < 0) out.setNull(row + j)
      else joinTexts(list, records, bases[j]!, between, out, row + j)
    }
  })
}

function joinTexts(
  list: List,
  records: Records,
  base: number,
  between: Uint8Array,
  out: ColumnBuffer,
  row: number,
): void {
  const { heap } = records
  const [first, end] = [list.first(records, base), list.end(records, base)]
  let size = -between.length
  for (let place = first; place < end; place = list.next(heap, place)) size += heap.ints[place]! + between.length
  let to = out.room(size)
  out.start[row] = to
  for (let place = first; place < end; place = list.next(heap, place)) {
    if (place !== first) {
      out.bytes.set(between, to)
      to += between.length
    }
    copyBytes(heap.bytes, 4 * place + 4, heap.ints[place]!, out.bytes, to)
    to += heap.ints[place]!
  }
  out.end[row] = out.used = to
  out.nulls[row] = 0
}

/** COLLECT: an array of the values, as the JSON that columns hold arrays in; NULL over no value. */
export function collect(type: Typed, at: number, column: number): Accumulator {
  const list = new List(type, at)
  const members = new MemberWriter(type.type)
  return overList(list, column, (records, bases, n, out, row) => {
    const { heap } = records
    for (let j = 0; j < n; j++) {
      const end = list.end(records, bases[j]!)
      let place = list.first(records, bases[j]!)
      if (place < 0) {
        out.setNull(row + j)
        continue
      }
      members.begin()
      for (; place < end; place = list.next(heap, place)) {
        members.separate()
        list.load(heap, place, members.cell, 0)
        members.write()
      }
      members.finish(out, row + j)
    }
  })
}

/** Writes arrays as JSON: values come in by a column of one row. */
export class MemberWriter {
  readonly cell: ColumnBuffer
  sink = new ByteSink(1024)
  private readonly writeCell: (sink: ByteSink, column: Column, row: number) => void
  private column: Column

  constructor(type: FieldType) {
    this.cell = new ColumnBuffer(columnKind(type), 1)
    this.column = this.cell.column()
    this.writeCell = cellWriter(type)
  }

  begin(): void {
    this.sink.used = 0
    this.sink.byte(0x5b)
  }
  /** The comma before every member but the first. */
  separate(): void {
    if (this.sink.used > 1) this.sink.byte(0x2c)
  }
  write(): void {
    // The bytes of a text cell are replaced when they grow.
    if (this.cell.kind === 'bytes') this.column = this.cell.column()
    this.writeCell(this.sink, this.column, 0)
    this.cell.used = 0
  }
  finish(out: ColumnBuffer, row: number): void {
    this.sink.byte(0x5d)
    out.putBytes(row, this.sink.bytes, 0, this.sink.used)
    out.nulls[row] = 0
  }
}
