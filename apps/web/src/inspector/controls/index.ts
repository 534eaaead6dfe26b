import type { Controls } from '../context.ts'
import { AggregatesControl } from './AggregatesControl.tsx'
import { ChoiceControl } from './ChoiceControl.tsx'
import { ColumnsControl } from './ColumnsControl.tsx'
import { ConnectionControl } from './ConnectionControl.tsx'
import { DurationControl } from './DurationControl.tsx'
import { ExpressionControl } from './ExpressionControl.tsx'
import { FieldControl } from './FieldControl.tsx'
import { FieldsControl } from './FieldsControl.tsx'
import { GroupControl } from './GroupControl.tsx'
import { ListControl } from './ListControl.tsx'
import { NumberControl } from './NumberControl.tsx'
import { OrderControl } from './OrderControl.tsx'
import { PathControl } from './PathControl.tsx'
import { ProjectionControl } from './ProjectionControl.tsx'
import { RowsControl } from './RowsControl.tsx'
import { SchemaControl } from './SchemaControl.tsx'
import { SecretControl } from './SecretControl.tsx'
import { SwitchControl } from './SwitchControl.tsx'
import { TextControl } from './TextControl.tsx'
import { TopicControl } from './TopicControl.tsx'
import { TypeControl } from './TypeControl.tsx'

/** What is drawn for each kind of value. A kind without a component does not compile. */
export const controls: Controls = {
  text: TextControl,
  number: NumberControl,
  choice: ChoiceControl,
  switch: SwitchControl,
  duration: DurationControl,
  expression: ExpressionControl,
  field: FieldControl,
  fields: FieldsControl,
  type: TypeControl,
  schema: SchemaControl,
  aggregates: AggregatesControl,
  columns: ColumnsControl,
  order: OrderControl,
  window: ChoiceControl,
  trigger: ChoiceControl,
  evictor: ChoiceControl,
  'joined-fields': ProjectionControl,
  projection: ProjectionControl,
  connection: ConnectionControl,
  topic: TopicControl,
  secret: SecretControl,
  path: PathControl,
  list: ListControl,
  rows: RowsControl,
  options: ChoiceControl,
  group: GroupControl,
}
