import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['最近几行', '每几行', '移动平均'],
  texts: {
    'Count window': '计数窗口',
    'Aggregates a fixed number of rows of a group.': '每组按固定行数聚合。',
    'How many rows a result is over; without it all rows since the beginning.':
      '每个结果覆盖多少行；不填则为自开始以来的所有行。',
    'After how many rows there is a result; without it after every `size` rows.':
      '每多少行输出一次结果；不填则每 `size` 行一次。',
    'The mean of every three readings': '每三次读数的平均值',
    'The most of the last three readings, after every second one': '每两次读数输出最近三次的最大值',
    'How many readings so far, after every second one': '每两次读数输出至今的读数个数',
  },
}
