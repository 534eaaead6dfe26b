import type { Changes } from '@millrace/algebra'
import type { Batch, StateReader, StateWriter } from '@millrace/engine'
import { compareNullable, formatType, fromJson, type Json, type RowType } from '@millrace/language'
import { AppendedRows } from './appendedRows.ts'
import { CountedRows, KeyedRows } from './changedRows.ts'
import type { KeptRows } from './keptRows.ts'

/** What a table is made of; saved with its rows, so that they can be read where no job runs. */
export interface TableHead {
  row: RowType
  changes: Changes
  maxRows: number
}

export interface TableQuery {
  from: number
  limit: number
  /** Rows of which a value contains this text, in any case. */
  search?: string
  /** Rows whose fields have these values. */
  where?: Readonly<Record<string, Json>>
  orderBy?: { field: string; descending: boolean }
  newestFirst?: boolean
}

export interface TablePage {
  columns: { name: string; type: string }[]
  /** Names of the fields that make the key; absent where rows have none. */
  key?: string[]
  changes: Changes['mode']
  rows: { [field: string]: Json }[]
  from: number
  /** Rows that fit the query. */
  matched: number
  /** Rows in the table. */
  total: number
  /** Rows that had to go because there were too many. */
  dropped: number
  /** Counts the changes, to tell whether anything is new. */
  version: number
}

/** A materialised table: the rows that are left when all changes so far have been applied. */
export class Table {
  readonly head: TableHead
  private readonly rows: KeptRows
  /** Counts the batches that changed it. */
  version = 0

  constructor(head: TableHead) {
    this.head = head
    this.rows = keptRows(head)
  }

  apply(batch: Batch): void {
    if (batch.n === 0) return
    this.rows.apply(batch)
    this.version++
  }

  get size(): number {
    return this.rows.size
  }

  /** Rows oldest first, as lines of JSON. */
  lines(): Iterable<string> {
    return this.rows.lines()
  }

  page(query: TableQuery): TablePage {
    const { row, changes } = this.head
    const narrowed = query.search !== undefined || query.where !== undefined || query.orderBy !== undefined
    const { rows, matched } = narrowed ? this.narrowed(query) : this.plain(query)
    return {
      columns: row.map(({ name, type }) => ({ name, type: formatType(type) })),
      ...(changes.mode === 'upsert' && { key: changes.key.map((column) => row[column]!.name) }),
      changes: changes.mode,
      rows,
      from: query.from,
      matched,
      total: this.rows.size,
      dropped: this.rows.dropped,
      version: this.version,
    }
  }

  private plain({ from, limit, newestFirst }: TableQuery): { rows: JsonRow[]; matched: number } {
    const { size } = this.rows
    const lines = newestFirst
      ? this.rows.slice(size - from - limit, size - from).reverse()
      : this.rows.slice(from, from + limit)
    return { rows: lines.map(parse), matched: size }
  }

  private narrowed({ from, limit, search, where, orderBy, newestFirst }: TableQuery) {
    const found: JsonRow[] = []
    const needle = search?.toLowerCase()
    for (const line of this.rows.lines()) {
      // Most lines can be told by their text, without reading them.
      if (needle !== undefined && !mayContain(line, needle)) continue
      const row = parse(line)
      if ((needle === undefined || contains(row, needle)) && (!where || hasValues(row, where))) found.push(row)
    }
    if (newestFirst) found.reverse()
    if (orderBy) this.sort(found, orderBy)
    return { rows: found.slice(from, from + limit), matched: found.length }
  }

  private sort(rows: JsonRow[], { field, descending }: { field: string; descending: boolean }): void {
    const type = this.head.row.find(({ name }) => name === field)?.type
    if (!type) return
    const keyed = rows.map((row) => ({ row, value: fromJson(row[field], type) }))
    keyed.sort((a, b) => (descending ? -1 : 1) * compareNullable(a.value, b.value, type))
    for (const [i, { row }] of keyed.entries()) rows[i] = row
  }

  save(writer: StateWriter): void {
    writer.text(JSON.stringify(this.head)).number(this.version)
    this.rows.save(writer)
  }

  /** Reads a saved table; its own head must be that of the saved one. */
  restore(reader: StateReader): void {
    reader.text()
    this.version = reader.number()
    this.rows.load(reader)
  }

  /** A saved table, where no job is there to ask. */
  static read(reader: () => StateReader): Table {
    const table = new Table(JSON.parse(reader().text()) as TableHead)
    table.restore(reader())
    return table
  }
}

type JsonRow = { [field: string]: Json }

function keptRows({ row, changes, maxRows }: TableHead): KeptRows {
  switch (changes.mode) {
    case 'append':
      return new AppendedRows(row, maxRows)
    case 'upsert':
      return new KeyedRows(row, changes.key, maxRows)
    case 'retract':
      return new CountedRows(row, maxRows)
  }
}

const parse = (line: string) => JSON.parse(line) as JsonRow

/** False only when no value can contain the text; escapes in a line make the look at its text inexact. */
const mayContain = (line: string, needle: string) => line.includes('\\') || line.toLowerCase().includes(needle)

const contains = (row: JsonRow, needle: string) =>
  Object.values(row).some((value) => textOf(value).toLowerCase().includes(needle))

const textOf = (value: Json) => (typeof value === 'string' ? value : JSON.stringify(value))

const hasValues = (row: JsonRow, where: Readonly<Record<string, Json>>) =>
  Object.entries(where).every(
    ([field, value]) => Object.hasOwn(row, field) && JSON.stringify(row[field]) === JSON.stringify(value),
  )
