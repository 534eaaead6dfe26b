import type { Table } from '@millrace/algebra'
import type { Decoder } from '@millrace/engine'
import { CsvDecoder, JsonDecoder, TextDecoder } from '@millrace/engine/formats'
import type { Zone } from '@millrace/language'
import type { FileFormat, RecordFormat } from '@millrace/operators'

export interface DecoderOptions {
  /** Fields that metadata fills. */
  skipped?: ReadonlySet<number>
  /** Fields with a path are also found under their name. */
  named?: boolean
}

/** The decoder of a table's rows in a configured format; a table with a primary key takes `$kind`. */
export function createDecoder(
  format: RecordFormat | FileFormat,
  { row, key, paths }: Table,
  zone: Zone,
  { skipped, named = false }: DecoderOptions = {},
): Decoder {
  const options = { ...(skipped && { skipped }), kinds: key !== undefined }
  switch (format.type) {
    case 'csv':
      return new CsvDecoder(row, zone, { ...format, ...options })
    case 'text':
      return new TextDecoder(row, skipped)
    default:
      return new JsonDecoder(row, zone, { ...options, ...(paths && { paths, named }) })
  }
}
