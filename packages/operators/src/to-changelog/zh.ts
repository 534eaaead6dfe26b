import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['变更日志', '追加', '历史', '审计'],
  texts: {
    'Changes as rows': '变更转为行',
    'Makes every change into a row that stays, with a field for its kind.':
      '把每次变更变成不再改变的一行，并用字段标明变更类型。',
    'Name of the new first field: INSERT, UPDATE_BEFORE, UPDATE_AFTER or DELETE.':
      '新增首字段的名称，取值为 INSERT、UPDATE_BEFORE、UPDATE_AFTER 或 DELETE。',
    'The kinds of changes that become rows; others are left out.': '哪些类型的变更成为行；其余的略去。',
    Kinds: '变更类型',
    'The history of a table': '一张表的变更历史',
    'Only what rows become': '只要变更后的行',
  },
}
