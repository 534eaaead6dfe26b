import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['累计窗口', '当日累计', '截至目前'],
  texts: {
    'Cumulate window': '累积窗口',
    'Aggregates rows since the beginning of a period, again after every step.':
      '从周期开始累积聚合，每走一步输出一次。',
    'Length of the period, after which everything begins anew.': '周期的长度，之后重新开始。',
    'How often there is a result; the size is a multiple of it.': '多久输出一次结果；长度须是它的整数倍。',
    'Moves the beginnings of all periods; they begin at multiples of the size since 1970.':
      '整体移动周期的起点；周期从 1970 年起以其长度的整数倍开始。',
    'Visitors of the hour so far, every quarter of an hour': '每一刻钟输出本小时至今的访客数',
  },
}
