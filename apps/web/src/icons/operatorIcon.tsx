import type { PaletteGroup } from '@millrace/algebra'
import {
  AArrowDown,
  Activity,
  AlarmClock,
  ArrowDownNarrowWide,
  ArrowDownUp,
  ArrowLeftRight,
  ArrowUpDown,
  Bell,
  Binary,
  Blend,
  BookOpen,
  Braces,
  Brain,
  Calculator,
  CalendarClock,
  ChartColumn,
  ChartLine,
  CircleGauge,
  Clock,
  Columns3,
  Combine,
  CopyMinus,
  Database,
  DatabaseZap,
  Dices,
  EyeOff,
  FileClock,
  FileInput,
  FileOutput,
  FoldVertical,
  Funnel,
  Gauge,
  GitBranch,
  GitFork,
  GitMerge,
  Globe,
  Group,
  Hash,
  History,
  Hourglass,
  Layers,
  ListOrdered,
  ListPlus,
  ListRestart,
  ListTree,
  Map as MapIcon,
  Merge,
  MonitorDot,
  Regex,
  Repeat,
  Route,
  Rows3,
  Rss,
  ScanSearch,
  Scissors,
  Send,
  Shuffle,
  Sigma,
  Spline,
  Split,
  SquareFunction,
  Table2,
  Tally5,
  Terminal,
  Timer,
  Trash2,
  Trophy,
  UnfoldVertical,
  Ungroup,
  Webhook,
} from 'lucide-react'
import type { ComponentType } from 'react'
import { Cumulate, Session, Sliding, Tumbling } from './glyphs.tsx'

/** What both our own glyphs and those of lucide take. */
interface Glyph {
  readonly size: number
  readonly strokeWidth: number
}

/** Icons by the names that definitions use. A name that is not here is drawn as its group. */
export const icons: Readonly<Record<string, ComponentType<Glyph>>> = {
  tumbling: Tumbling,
  sliding: Sliding,
  session: Session,
  cumulate: Cumulate,
  'a-arrow-down': AArrowDown,
  activity: Activity,
  'arrow-down-narrow-wide': ArrowDownNarrowWide,
  'book-open': BookOpen,
  dices: Dices,
  'eye-off': EyeOff,
  'list-plus': ListPlus,
  'list-restart': ListRestart,
  scissors: Scissors,
  'tally-5': Tally5,
  trophy: Trophy,
  'alarm-clock': AlarmClock,
  'arrow-down-up': ArrowDownUp,
  'arrow-left-right': ArrowLeftRight,
  'arrow-up-down': ArrowUpDown,
  bell: Bell,
  binary: Binary,
  blend: Blend,
  braces: Braces,
  brain: Brain,
  calculator: Calculator,
  'calendar-clock': CalendarClock,
  'chart-column': ChartColumn,
  'chart-line': ChartLine,
  'circle-gauge': CircleGauge,
  clock: Clock,
  'columns-3': Columns3,
  combine: Combine,
  'copy-minus': CopyMinus,
  database: Database,
  'database-zap': DatabaseZap,
  'dice-5': Dices,
  'file-clock': FileClock,
  'file-input': FileInput,
  'file-output': FileOutput,
  'fold-vertical': FoldVertical,
  funnel: Funnel,
  gauge: Gauge,
  'git-branch': GitBranch,
  'git-fork': GitFork,
  'git-merge': GitMerge,
  globe: Globe,
  group: Group,
  hash: Hash,
  history: History,
  hourglass: Hourglass,
  layers: Layers,
  'list-ordered': ListOrdered,
  'list-tree': ListTree,
  map: MapIcon,
  merge: Merge,
  'monitor-dot': MonitorDot,
  regex: Regex,
  repeat: Repeat,
  route: Route,
  'rows-3': Rows3,
  rss: Rss,
  'scan-search': ScanSearch,
  send: Send,
  shuffle: Shuffle,
  sigma: Sigma,
  spline: Spline,
  split: Split,
  'square-function': SquareFunction,
  'table-2': Table2,
  terminal: Terminal,
  timer: Timer,
  'trash-2': Trash2,
  'unfold-vertical': UnfoldVertical,
  ungroup: Ungroup,
  webhook: Webhook,
}

const groupIcons: Readonly<Record<PaletteGroup, ComponentType<Glyph>>> = {
  source: Rss,
  transform: SquareFunction,
  window: Timer,
  join: Merge,
  pattern: Route,
  enrich: Database,
  sink: Table2,
}

interface OperatorIconProps {
  name: string
  group: PaletteGroup
  size?: number
}

export function OperatorIcon({ name, group, size = 14 }: OperatorIconProps) {
  const Icon = icons[name] ?? groupIcons[group]
  return <Icon size={size} strokeWidth={1.75} />
}

/** The icon on a tile in the colour of its group. */
export function OperatorTile({ name, group }: OperatorIconProps) {
  return (
    <span className={`tile g-${group}`}>
      <OperatorIcon name={name} group={group} />
    </span>
  )
}
