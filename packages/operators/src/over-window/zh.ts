import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['滑动计算', '移动平均', '前一行', '行号', '分析函数'],
  texts: {
    'Over window': 'Over 窗口',
    'Adds to every row what the rows before it amount to.': '为每一行加上其之前各行的汇总。',
    'Fields that form a group whose rows are seen together.': '构成分组的字段，同组的行一起计算。',
    'The event time, ascending.': '事件时间，升序。',
    Frame: '范围',
    'Which rows before a row count, besides itself; without it all of them do. `lag` and `row-number` have none.':
      '除本行外，之前的哪些行计入；不填则全部计入。`lag` 与 `row-number` 没有范围。',
    'What is added: aggregates of the frame, `lag` (the value some rows before) or `row-number` (from 1).':
      '添加什么：范围内的聚合、`lag`（若干行之前的值）或 `row-number`（行号，从 1 开始）。',
    Preceding: '之前',
    'A number of rows; of equal times those that came first go first.': '若干行；时间相同时先到的在前。',
    'How many rows before it, or `unbounded`.': '之前多少行，或 `unbounded`。',
    'All rows of a length of time; rows of equal times see each other.': '一段时间内的所有行；时间相同的行互相可见。',
    'How far back in event time, or `unbounded`.': '按事件时间往前多久，或 `unbounded`。',
    'Each order with the sum of the last two orders of its shop': '每个订单及其店铺最近两单之和',
    'Each order with what the last two seconds brought: orders of the same time see each other':
      '每个订单及最近两秒的情况：同一时刻的订单互相可见',
    'The number of each order in its shop, and the amount before': '每个订单在店铺中的序号及前一单金额',
    'A row behind the watermark leaves on the side': '落后于水位线的行从侧端口离开',
  },
}
