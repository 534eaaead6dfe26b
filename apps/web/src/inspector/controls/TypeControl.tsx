import { Suggest } from '../../ui/Suggest.tsx'
import { type ControlProps, useForm, useProblemsAt, useValue } from '../context.ts'
import { textOf, useLabel } from '../Form.tsx'

const COMMON = [
  'STRING',
  'INT',
  'BIGINT',
  'DOUBLE',
  'DECIMAL(10, 2)',
  'BOOLEAN',
  'TIMESTAMP(3)',
  'TIMESTAMP_LTZ(3)',
  'DATE',
  'TIME(3)',
  'SMALLINT',
  'FLOAT',
  'BYTES',
  'JSON',
  'ARRAY<STRING>',
  'MAP<STRING, STRING>',
  'ROW<a INT, b STRING>',
].map((value) => ({ value }))

/** A SQL type: one of the common ones, or any as text. */
export function TypeControl({ field, path }: ControlProps) {
  const form = useForm()
  return (
    <Suggest
      label={useLabel(field)}
      code
      value={textOf(useValue(path))}
      invalid={useProblemsAt(path).length > 0}
      suggestions={COMMON}
      onChange={(text) => form.set(path, text)}
      onBlur={form.settle}
    />
  )
}
