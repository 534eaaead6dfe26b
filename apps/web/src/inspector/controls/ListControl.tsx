import type { Json } from '@millrace/language'
import type { ControlProps } from '../context.ts'
import { Fields } from '../Form.tsx'
import { Items } from './Items.tsx'

/** Items with settings of their own. */
export function ListControl({ field, path }: ControlProps) {
  const fresh = (): Json =>
    Object.fromEntries(
      field.fields.flatMap(({ name, optional, control }): [string, Json][] =>
        optional || control !== 'text' ? [] : [[name, '']],
      ),
    )
  return (
    <Items field={field} path={path} fresh={fresh}>
      {(at) => (
        <div className="list-item">
          <Fields fields={field.fields} path={at} />
        </div>
      )}
    </Items>
  )
}
