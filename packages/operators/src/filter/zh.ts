import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['筛选', '条件'],
  texts: {
    Filter: '过滤',
    'Keeps the rows for which a condition is true.': '保留条件为真的行。',
    'Rows on which the condition failed.': '条件计算失败的行。',
    'A row goes on when this is true; false and NULL drop it.': '为真则通过；为假或 NULL 则丢弃。',
    'Paid orders above 100': '金额大于 100 的已支付订单',
    'Rows that replace an earlier one by key withdraw it when they no longer match':
      '按键替换的行不再满足条件时撤回旧行',
    'A row on which the condition fails goes to its own port': '条件计算失败的行走单独的端口',
  },
}
