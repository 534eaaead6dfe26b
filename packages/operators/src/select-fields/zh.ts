import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['投影', '重命名', '选列'],
  texts: {
    'Select fields': '选择字段',
    'Keeps, orders and renames fields.': '保留、排序并重命名字段。',
    'The fields that go on, in this order.': '按此顺序继续传递的字段。',
    'A field of the input.': '输入的一个字段。',
    'Two of three fields, one renamed': '三个字段取两个，其中一个改名',
  },
}
