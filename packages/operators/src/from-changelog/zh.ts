import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['变更日志', '变更流', '数据库变更'],
  texts: {
    'Rows as changes': '行转为变更',
    'Makes rows into insertions, updates and deletions, as a field says.': '按一个字段的值把行变成插入、更新和删除。',
    'The field with the kind: INSERT, UPDATE_BEFORE, UPDATE_AFTER, DELETE, their signs (+I, -U, +U, -D) or the letters c, r, u, d.':
      '变更类型所在字段：INSERT、UPDATE_BEFORE、UPDATE_AFTER、DELETE，对应符号（+I、-U、+U、-D）或字母 c、r、u、d。',
    'With it a row replaces the earlier one of the same key; without it an update says what the row was before.':
      '填写后新行替换同键的旧行；不填则更新须给出变更前的行。',
    'Rows whose field names no kind of change.': '字段值不是任何变更类型的行。',
    'A change log becomes changes again': '变更日志还原为变更',
    'Updates by key; what is no change leaves on the side': '按键更新；不是变更的行从侧端口离开',
  },
}
