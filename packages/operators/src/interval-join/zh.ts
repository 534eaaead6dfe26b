import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['时间区间', '关联', '点击与浏览', '订单与支付'],
  texts: {
    'Interval join': '区间连接',
    'Pairs rows of two streams that happened near each other.': '把两个流中发生时间相近的行配对。',
    Lower: '下界',
    Upper: '上界',
    'The right time may be this much after the left one at least; -5s is before it.':
      '右侧时间至少比左侧晚这么多；-5s 表示更早。',
    'The right time may be this much after the left one at most.': '右侧时间至多比左侧晚这么多。',
    'What was clicked within ten seconds of a view': '浏览后十秒内的点击',
    'Orders that were not paid within a minute': '一分钟内未支付的订单',
  },
}
