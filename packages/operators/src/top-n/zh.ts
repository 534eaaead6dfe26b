import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['排行榜', '前几名', '最高', '最低'],
  texts: {
    'Top-N': 'Top-N 排行',
    'Keeps the best rows of each group so far, and updates them with every row.':
      '保留每组至今最靠前的行，并随每一行更新。',
    'Rows that came when their time was over; only when the first row by event time is kept.':
      '到达时其时间已过的行；仅在按事件时间保留最早一行时出现。',
    'The two best scores, with their rank': '最高的两个分数及名次',
    'The two best ranks, which equal scores share': '前两个名次，分数相同者并列',
    'Without ranks: what is pushed out is deleted': '不带名次：被挤出的行会删除',
    'The latest score of each player: of equal times the one that came last': '每位选手最新的分数：时间相同时取后到的',
    'Scores that change: who falls behind makes room for the next one': '分数会变化：落后的行让位给下一行',
  },
}
