import type { Json } from '@millrace/language'
import { memo } from 'react'
import { cellText, isNumericType, isTimeType, timeParts } from './cells.ts'

export interface GridColumn {
  readonly name: string
  readonly type: string
}

export interface GridRow {
  /** Stable while the row is shown. */
  readonly id: string | number
  readonly kind?: string
  readonly values: { readonly [field: string]: Json }
}

interface GridProps {
  label: string
  columns: readonly GridColumn[]
  rows: readonly GridRow[]
  /** The number of the first row, or `id`: rows keep the number they came with, so that none is drawn again for a new one. */
  numbered: number | 'id'
  kinds?: boolean
  sort?: { readonly field: string; readonly descending: boolean } | undefined
  onSort?(field: string): void
}

/** Rows with their types in the head; numbers to the right. */
export function Grid({ label, columns, rows, numbered, kinds = false, sort, onSort }: GridProps) {
  return (
    <div className="grid-frame scroll" tabIndex={0} role="region" aria-label={label}>
      <table className="grid">
        <thead>
          <tr>
            <th scope="col">#</th>
            {kinds && <th scope="col">op</th>}
            {columns.map(({ name, type }) => (
              <th
                key={name}
                scope="col"
                className={isNumericType(type) ? 'right' : ''}
                aria-sort={sort?.field === name ? (sort.descending ? 'descending' : 'ascending') : undefined}
              >
                {onSort ? (
                  <button type="button" onClick={() => onSort(name)}>
                    {name}
                    {sort?.field === name ? (sort.descending ? ' ↓' : ' ↑') : ''}
                  </button>
                ) : (
                  name
                )}
                <small>{type}</small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <Row
              key={row.id}
              row={row}
              columns={columns}
              number={numbered === 'id' ? row.id : numbered + i}
              kinds={kinds}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

const KIND_TONES: Readonly<Record<string, string>> = { '+I': 'insert', '+U': 'update', '-U': 'before', '-D': 'delete' }

const Row = memo(function Row({
  row,
  columns,
  number,
  kinds,
}: {
  row: GridRow
  columns: readonly GridColumn[]
  number: number | string
  kinds: boolean
}) {
  return (
    <tr>
      <td className="grid-number num">{number}</td>
      {kinds && <td className={`grid-kind ${KIND_TONES[row.kind ?? ''] ?? ''}`}>{row.kind}</td>}
      {columns.map(({ name, type }) => (
        <Cell key={name} value={row.values[name]} type={type} />
      ))}
    </tr>
  )
})

function Cell({ value, type }: { value: Json | undefined; type: string }) {
  const text = cellText(value)
  if (value === null || value === undefined)
    return <td className={isNumericType(type) ? 'right quiet' : 'quiet'}>{text}</td>
  const parts = isTimeType(type) ? timeParts(text) : undefined
  if (parts)
    return (
      <td>
        <span className="quiet">{parts.day}</span> {parts.clock}
      </td>
    )
  return <td className={isNumericType(type) ? 'right' : ''}>{text}</td>
}
