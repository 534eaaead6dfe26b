import { Switch } from '../../ui/Switch.tsx'
import { type ControlProps, useForm, useValue } from '../context.ts'
import { useLabel } from '../Form.tsx'

export function SwitchControl({ field, path }: ControlProps) {
  const { set, settle } = useForm()
  const value = useValue(path) ?? field.default
  return (
    <Switch
      label={useLabel(field)}
      checked={value === true}
      onChange={(checked) => {
        set(path, checked === (field.default ?? false) && field.optional ? undefined : checked)
        settle()
      }}
    />
  )
}
