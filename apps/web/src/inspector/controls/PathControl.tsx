import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { formatBytes } from '../../i18n/format.ts'
import { Suggest } from '../../ui/Suggest.tsx'
import { type ControlProps, useForm, useProblemsAt, useValue } from '../context.ts'
import { textOf, useLabel } from '../Form.tsx'

/** A file of the runner: its named folders, and what lies in them. */
export function PathControl({ field, path }: ControlProps) {
  const form = useForm()
  const value = textOf(useValue(path))
  const [root, ...inside] = value.split('/')
  const folder = inside.slice(0, -1).join('/')
  const roots = useQuery({ queryKey: ['files'], queryFn: () => api.files.list.query({}) }).data?.roots ?? []
  const named = roots.some(({ name }) => name === root)
  const entries =
    useQuery({
      queryKey: ['files', root, folder],
      queryFn: () => api.files.list.query({ ...(root !== undefined && { root }), folder }),
      enabled: named,
      retry: false,
    }).data?.entries ?? []
  const suggestions = named
    ? entries.map((entry) => ({
        value: entry.folder ? `${entry.path}/` : entry.path,
        hint: entry.folder ? undefined : formatBytes(entry.bytes),
      }))
    : roots.map(({ name }) => ({ value: `${name}/` }))
  return (
    <Suggest
      label={useLabel(field)}
      code
      value={value}
      invalid={useProblemsAt(path).length > 0}
      suggestions={suggestions}
      onChange={(text) => form.set(path, text === '' && field.optional ? undefined : text)}
      onBlur={form.settle}
    />
  )
}
