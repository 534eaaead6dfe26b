import { useQuery } from '@tanstack/react-query'
import { connectionsQuery, topicsQuery } from '../../api/queries.ts'
import { useT } from '../../i18n/language.ts'
import { type ControlProps, useForm } from '../context.ts'
import { textOf } from '../Form.tsx'
import { SuggestControl } from './SuggestControl.tsx'

/** A topic, of those that the brokers of the connection beside it have; one that is not there yet may be named too. */
export function TopicControl(props: ControlProps) {
  const t = useT()
  const connection = textOf(useForm().config.connection)
  const known = useQuery(connectionsQuery).data?.some(({ name }) => name === connection)
  const topics = useQuery(topicsQuery(known ? connection : '')).data ?? []
  const suggestions = topics
    .filter(({ internal }) => !internal)
    .map(({ topic, partitions }) => ({ value: topic, hint: t('topic.partitions', { n: partitions }) }))
  return <SuggestControl {...props} code suggestions={suggestions} />
}
