import type { Decoder } from '@millrace/engine'
import { CsvDecoder, JsonDecoder, TextDecoder } from '@millrace/engine/formats'
import type { RowType, Zone } from '@millrace/language'
import type { FileFormat, RecordFormat } from '@millrace/operators'

/** The decoder of a configured format; `skipped` are fields that metadata fills. */
export function createDecoder(
  format: RecordFormat | FileFormat,
  row: RowType,
  zone: Zone,
  options: { skipped?: ReadonlySet<number>; kinds?: boolean } = {},
): Decoder {
  switch (format.type) {
    case 'csv':
      return new CsvDecoder(row, zone, { ...format, ...options })
    case 'text':
      return new TextDecoder(row, options.skipped)
    default:
      return new JsonDecoder(row, zone, options)
  }
}
