import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['分组', '汇总', '累计', '去重', '全局聚合'],
  texts: {
    'Running aggregate': '持续聚合',
    'Aggregates all rows of a group so far, and updates the result with every row.':
      '聚合每组至今的所有行，并随每一行更新结果。',
    'What is computed for each group; without any the result is the distinct keys.':
      '对每个分组计算什么；不填则结果为去重后的键。',
    'Orders and revenue of each shop so far': '各店铺至今的订单数与营收',
    'A value that stays the same is not sent again': '未变化的值不再发送',
    'Rows that replace each other: the old one is taken back': '行被替换时，旧行先被撤回',
    'Only groups that are large enough': '只输出足够大的分组',
  },
}
