import { Switch as Base } from '@base-ui/react/switch'

export function Switch({
  label,
  checked,
  onChange,
}: {
  label: string
  checked: boolean
  onChange(checked: boolean): void
}) {
  return (
    <Base.Root className="switch" aria-label={label} checked={checked} onCheckedChange={onChange}>
      <Base.Thumb className="switch-thumb" />
    </Base.Root>
  )
}
