import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { formatBytes } from '../../i18n/format.ts'
import { type ControlProps, useValue } from '../context.ts'
import { textOf } from '../Form.tsx'
import { SuggestControl } from './SuggestControl.tsx'

/** A file of the runner: its named folders, and what lies in them. */
export function PathControl(props: ControlProps) {
  const value = textOf(useValue(props.path))
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
  return <SuggestControl {...props} code suggestions={suggestions} />
}
