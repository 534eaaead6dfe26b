import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['展开', '炸裂', '一对多', '数组'],
  texts: {
    'Flat map': '展开',
    'Makes one row for each element of an array or entry of a map.': '数组的每个元素或映射的每个键值对各成一行。',
    'Elements of': '展开的值',
    "The array or map: a field, or an expression such as SPLIT(tags, ',').":
      "数组或映射：字段，或 SPLIT(tags, ',') 之类的表达式。",
    As: '命名为',
    'Names of the new fields: one for an element, one for each field of a row, two for a map (key, value).':
      '新字段的名称：普通元素一个，行类型每个字段一个，映射两个（键、值）。',
    Ordinality: '序号',
    'Name of a field for the number of the element, from 1.': '存放元素序号（从 1 开始）的字段名。',
    'Whether a row without elements is dropped (inner) or stays with NULL (left).':
      '没有元素的行：丢弃（inner），或以 NULL 保留（left）。',
    'One row for each line of an order, with its number': '订单的每个明细各成一行，并带序号',
    'Orders without lines stay': '保留没有明细的订单',
    'The entries of a map': '映射的键值对',
    'The elements of a computed array': '计算所得数组的元素',
    'A row that is replaced takes its elements back': '被替换的行撤回其元素',
  },
}
